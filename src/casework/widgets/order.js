// Question type order: buttons that move items. Everything else of a question is in controls.js.

FORMS.order = (box, onChange) => {
  const list = box.querySelector(".cw-order");
  const items = [...list.children];
  const said = h("p", { class: "cw-moved", role: "status" });
  let order = []; // blank until something is moved, or restored
  list.after(said);
  const arranged = () => [...list.children].map(({ dataset }) => dataset.item);
  list.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-move]");
    if (!button || button.disabled) return;
    const item = button.closest("li");
    const ids = arranged();
    const at = ids.indexOf(item.dataset.item);
    const to = at + Number(button.dataset.move);
    if (to < 0 || to >= ids.length) return void (said.textContent = "It cannot move further.");
    ids.splice(to, 0, ...ids.splice(at, 1));
    order = ids;
    list.insertBefore(item, to < at ? list.children[to] : list.children[to].nextSibling);
    button.focus();
    said.textContent = `Now ${to + 1} of ${ids.length}: ${item.querySelector(".cw-item-text").textContent}`;
    onChange();
  });
  return {
    get: () => [...order],
    blank: [],
    set(response) {
      const wanted = Array.isArray(response) && response.length === items.length ? response : [];
      const now = wanted.length ? wanted : items.map(({ dataset }) => dataset.item);
      order = [...wanted];
      if (String(now) !== String(arranged())) list.append(...now.map((id) => items.find(({ dataset }) => dataset.item === id)).filter(Boolean));
    },
    focus: () => list.querySelector("button").focus(),
    lock: (locked) => list.querySelectorAll("button").forEach((button) => (button.disabled = locked)),
  };
};
