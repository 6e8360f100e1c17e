// What the page's components share. Served as the module "hyoka-page".
import "hyoka-page/menus.js";
import "hyoka-page/drawer.js";

export { morph } from "hyoka-page/morph.js";
export { dirty, readValues, remember, showField, stateOf } from "hyoka-page/form.js";
export { ask, confirmed } from "hyoka-page/dialogs.js";
export { sortTable, turnPage } from "hyoka-page/tables.js";
export { isComposing } from "hyoka-page/keys.js";
export { uploadFile } from "hyoka-page/uploads.js";
