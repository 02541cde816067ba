/* "Use my position": snapped to its 10 km cell here, before anything leaves the page. The same sums as
   accounts/geography/cells.py; the server snaps again. Without geolocation the button never shows. */
const EARTH_RADIUS_KM = 6371.0088;
const CELL_KM = 10;
const ROWS = Math.ceil((Math.PI * EARTH_RADIUS_KM) / CELL_KM);
const HEIGHT = 180 / ROWS;

function snapToCell(latitude, longitude) {
  const row = Math.floor((latitude + 90) / HEIGHT + 0.5);
  if (row === 0 || row === ROWS) return [latitude < 0 ? -90 : 90, 0];
  const center = Math.abs(row * HEIGHT - 90);
  const widest = (Math.max(center - HEIGHT / 2, 0) * Math.PI) / 180;
  const columns = Math.ceil((2 * Math.PI * EARTH_RADIUS_KM * Math.cos(widest)) / CELL_KM);
  const width = 360 / columns;
  const turned = (((longitude + 180) % 360) + 360) % 360;
  const column = Math.min(Math.floor(turned / width), columns - 1);
  return [rounded(row * HEIGHT - 90), rounded((column + 0.5) * width - 180)];
}

function rounded(degrees) {
  return Math.round(degrees * 1e5) / 1e5;
}

function offerPosition(form) {
  const button = form.querySelector("button");
  const said = form.querySelector("[role=status]");
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = form.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      (found) => {
        const [latitude, longitude] = snapToCell(found.coords.latitude, found.coords.longitude);
        form.elements.latitude.value = latitude;
        form.elements.longitude.value = longitude;
        form.submit();
      },
      (problem) => {
        button.disabled = false;
        said.textContent = problem.code === problem.PERMISSION_DENIED ? form.dataset.refused : form.dataset.unknown;
      },
      { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 },
    );
  });
  form.hidden = false;
}

if ("geolocation" in navigator) document.querySelectorAll("form[data-position]").forEach(offerPosition);
