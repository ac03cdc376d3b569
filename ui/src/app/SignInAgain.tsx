// PEMS no longer takes the sign-in: edits go on, sending waits.

import { KeyRound } from "lucide-react";
import { Banner } from "../shared/Banner";
import { Button } from "../shared/Button";
import { texts } from "../shared/texts";

export function SignInAgain({ onSignIn }: { onSignIn: () => void }) {
  const t = texts.app.signInAgain;
  return (
    <div className="workspace-notice">
      <Banner
        icon={KeyRound}
        tone="warn"
        title={t.title}
        actions={
          <Button size="small" onPress={onSignIn}>
            {t.action}
          </Button>
        }
      >
        {t.text}
      </Banner>
    </div>
  );
}
