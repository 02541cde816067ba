/* Says while somebody types whether a handle is well formed, and which address it makes. Whether it is free is
   said when it is sent. */
function watchHandle(said) {
  const input = document.getElementById(said.dataset.handle);
  const say = () => {
    const handle = input.value.trim().replace(/^@/, "").toLowerCase();
    const isFine = /^[a-z](-?[a-z0-9])*$/.test(handle) && handle.length >= 3 && handle.length <= 30;
    said.textContent = isFine ? said.dataset.address.replace("HANDLE", handle) : said.dataset.malformed;
  };
  input.addEventListener("input", say);
}

document.querySelectorAll("[data-handle]").forEach(watchHandle);
