// Shows the banner while the browser is offline, and registers the service worker that answers then.
// The worker keeps style sheets, scripts, icons and one page without figures; nothing that was counted.
const banner = document.getElementById("connection");

function show() {
  if (banner) banner.hidden = navigator.onLine;
}

window.addEventListener("online", show);
window.addEventListener("offline", show);
show();

if ("serviceWorker" in navigator) {
  navigator.serviceWorker.register("/sw.js").catch((error) => {
    // Private windows and plain HTTP refuse workers; the console works without one.
    console.info(`No offline page: ${error.message}`);
  });
}
