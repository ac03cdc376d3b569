export { Palette, type Command, type PaletteProps } from "./Palette";
export { Shortcuts } from "./Shortcuts";
