/* "Use where I am now": writes the exact position into a field of points, which everybody will read.
   In a field of several lines it adds one. Without geolocation the button never shows. */
function offerHere(offer) {
  const field = document.getElementById(offer.dataset.here);
  const button = offer.querySelector("button");
  const said = offer.querySelector("[role=status]");
  button.addEventListener("click", () => {
    button.disabled = true;
    said.textContent = offer.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const point = `${coords.latitude.toFixed(6)}, ${coords.longitude.toFixed(6)}`;
        const before = field.value.trim();
        field.value = field.tagName === "TEXTAREA" && before ? `${before}\n${point}` : point;
        for (const what of ["input", "change"]) field.dispatchEvent(new Event(what, { bubbles: true }));
        button.disabled = false;
        said.textContent = offer.dataset.done.replace("{m}", Math.ceil(coords.accuracy));
      },
      (problem) => {
        button.disabled = false;
        said.textContent = problem.code === problem.PERMISSION_DENIED ? offer.dataset.refused : offer.dataset.unknown;
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
  offer.hidden = false;
}

if ("geolocation" in navigator) document.querySelectorAll("[data-here]").forEach(offerHere);
