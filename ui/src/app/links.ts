// Follows links from outside, `pfa-vanguard://record/ID`, to their record.

import { useEffect, useRef } from "react";
import { call, onEvent } from "../ipc";

/** Opens the record that a link asks for: the one that started the application, and each that comes later. */
export function useLinks(onOpenRecord: (pfaId: string) => void): void {
  const latest = useRef(onOpenRecord);
  useEffect(() => {
    latest.current = onOpenRecord;
  });
  useEffect(() => {
    const take = () =>
      void call("link_take", {}).then((pfaId) => {
        if (pfaId !== null) latest.current(pfaId);
      });
    const stop = onEvent((event) => {
      if (event.type === "OPEN") take();
    });
    take();
    return stop;
  }, []);
}
