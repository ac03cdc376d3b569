export { VersionsModal, type VersionsModalProps } from "./VersionsModal";
