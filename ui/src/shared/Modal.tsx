// A dialog over the window: traps focus, gives it back, closes with Esc.

import { X } from "lucide-react";
import type { ReactNode } from "react";
import { Dialog, Heading, Modal as AriaModal, ModalOverlay } from "react-aria-components";
import { Button } from "./Button";
import { texts } from "./texts";
import "./Modal.css";

export type ModalProps = {
  title: ReactNode;
  /** Beside and under the title. */
  subtitle?: ReactNode;
  headExtra?: ReactNode;
  size?: "small" | "medium" | "large" | "wide";
  /** "alertdialog" asks before something that cannot be taken back lightly; a click outside does not close it. */
  role?: "dialog" | "alertdialog";
  onClose: () => void;
  footer?: ReactNode;
  /** Leaves out the padding of the body. */
  bare?: boolean;
  children: ReactNode;
};

/** An open modal; it is closed by not rendering it. */
export function Modal({ title, subtitle, headExtra, size = "medium", role = "dialog", onClose, footer, bare, children }: ModalProps) {
  return (
    <ModalOverlay
      className="modal-scrim"
      isOpen
      isDismissable={role === "dialog"}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <AriaModal className={`modal ${size}`}>
        <Dialog className="modal-dialog" role={role}>
          <header className="modal-head">
            <div className="grow">
              <Heading slot="title" level={2}>
                {title}
              </Heading>
              {subtitle}
            </div>
            {headExtra}
            <Button variant="quiet" size="small" icon={X} aria-label={texts.common.close} onPress={onClose} />
          </header>
          <div className={bare ? "modal-body bare" : "modal-body"}>{children}</div>
          {footer && <footer className="modal-foot">{footer}</footer>}
        </Dialog>
      </AriaModal>
    </ModalOverlay>
  );
}
