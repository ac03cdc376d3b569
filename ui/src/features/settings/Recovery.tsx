// How the data is opened again without the keyring.
import { useState } from "react";
import { useRead } from "../../ipc";
import { Button } from "../../shared/Button";
import { dateTime } from "../../shared/format";
import { RecoveryCodeModal } from "../../shared/RecoveryCode";
import { texts } from "../../shared/texts";
import { Section } from "./Section";

const t = texts.recovery;

export function Recovery() {
  const [open, setOpen] = useState(false);
  const { data, error } = useRead("recovery_state", {});
  return (
    <Section title={t.sectionTitle} text={t.sectionText}>
      {error !== null && <p role="alert">{error.message}</p>}
      {data && (
        <>
          <p>{data.shown && data.madeAt !== null ? t.madeAt(dateTime(data.madeAt)) : t.none}</p>
          {data.organizationKey && <p>{t.organizationKey}</p>}
          <div className="row">
            <Button onPress={() => setOpen(true)}>{data.shown ? t.makeNew : t.make}</Button>
          </div>
        </>
      )}
      {open && <RecoveryCodeModal onClose={() => setOpen(false)} />}
    </Section>
  );
}
