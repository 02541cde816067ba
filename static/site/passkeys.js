// Says on the page that a passkey was not used; allauth tells only the console.
document.addEventListener("allauth.error", (event) => {
  const fault = document.getElementById("passkey_fault");
  if (fault) {
    event.preventDefault();
    fault.hidden = false;
  }
});
