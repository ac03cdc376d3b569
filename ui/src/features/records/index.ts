export { RecordsScreen, type RecordsScreenProps } from "./RecordsScreen";
export { useRecordsState, type RecordsState } from "./state";
