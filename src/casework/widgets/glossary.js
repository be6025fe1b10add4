// The glossary: a list to search, and a definition beside each term in the lesson's text. Records nothing.
// Python makes the HTML, and joins controls.js in front of this text.

/** One small window for all notebooks of a page. @returns {(html: string) => void} makes terms known */
function install() {
  const TERM = 'a[href^="#term-"]';
  const entries = new Map();
  const text = h("div", { id: newName() });
  const box = h("div", {
    id: newName(), class: "cw-root cw-term", popover: "auto", role: "dialog", lang: WORDS.lang, tabindex: -1, "aria-describedby": text.id,
    beforetoggle: ({ newState }) => (from.ariaExpanded = newState === "open"),
    focusout: ({ relatedTarget }) => box.contains(relatedTarget) || box.hidePopover(),
  }, h("button", { class: "cw-button", click: () => box.hidePopover() }, word("close")), text);
  let from; // the link whose definition is open
  document.body.append(box);
  keepKeys(box);

  function open(event) {
    const link = event.target.closest?.(TERM);
    const entry = entries.get(link?.hash);
    if (!entry || ![" ", "Enter", undefined].includes(event.key) || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const opener = box.contains(link) ? from : link;
    box.hidePopover();
    (from = opener).focus({ preventScroll: true }); // where Escape returns to
    text.innerHTML = entry.innerHTML;
    box.ariaLabel = text.querySelector("dfn").textContent;
    box.showPopover({ source: from });
    box.focus();
  }
  addEventListener("click", open, true);
  addEventListener("keydown", open, true);

  /** Links become buttons, in cells drawn later too. */
  function dress() {
    for (const link of document.querySelectorAll(`${TERM}:not([role])`)) {
      if (!entries.has(link.hash)) continue;
      Object.assign(link, { role: "button", ariaExpanded: false });
      link.setAttribute("aria-controls", box.id);
    }
  }
  new MutationObserver(dress).observe(document.body, { childList: true, subtree: true });
  return (html) => {
    for (const entry of h("div", { html }).querySelectorAll("[id]")) entries.set(`#${entry.id}`, entry);
    dress();
  };
}

/** Runs once a model, shown or not: JupyterLab draws no cell far down the page. */
const initialize = ({ model }) => (globalThis.caseworkTerms ??= install())(model.get("html"));

function render({ model, el }) {
  el.innerHTML = model.get("html");
  el.lang = WORDS.lang;
  const [find, count] = el.querySelectorAll("input, [role]");
  const items = [...el.querySelectorAll("[id]")];
  find.oninput = () => {
    const hits = items.filter((item) => !(item.hidden = !item.textContent.toLowerCase().includes(find.value.trim().toLowerCase())));
    count.textContent = word("terms", { number: hits.length, all: items.length });
  };
  return keepKeys(el);
}

export default { initialize, render };
