// What each widget carries in place of its code: fetches the code from the model that holds it for the whole kernel. See loading.py.

export default {
  async render(view) {
    const { exports } = await view.host.getWidget(view.model.get("_code"));
    return exports.render(view);
  },
};
