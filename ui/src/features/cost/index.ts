export { CostScreen, type CostScreenProps } from "./CostScreen";
