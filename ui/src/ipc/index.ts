// What the rest of the window may use of the application.

export type * from "./bindings";
export { asAppError, call, CommandError, connectTo, isFirstWindow, onEvent, zoomTo, type Backend } from "./client";
export {
  createQueryClient,
  followEvents,
  readKey,
  readOptions,
  refresh,
  TOPIC_OF,
  useMutate,
  useRead,
  type Mutation,
  type ReadCommand,
} from "./queries";
