// What the theme of the guides' website leaves out for keyboards and screen readers. Sends and stores nothing.
addEventListener("load", () => {
  document.querySelector(".md-search")?.setAttribute("aria-label", "Search");
  for (const frame of document.querySelectorAll(".md-typeset__scrollwrap")) {
    // A table that is wider than the page scrolls in its frame: arrow keys reach it once the frame can have the focus.
    if (frame.scrollWidth > frame.clientWidth) {
      Object.assign(frame, { tabIndex: 0, role: "group", ariaLabel: "Table, scrolls sideways" });
    }
  }
});
