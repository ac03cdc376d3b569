export { RecordsScreen, type RecordsScreenProps } from "./RecordsScreen";
