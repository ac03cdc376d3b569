export { ConflictModal, type ConflictModalProps } from "./ConflictModal";
export { ConflictsScreen, type ConflictsScreenProps } from "./ConflictsScreen";
