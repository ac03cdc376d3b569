import type { Texts } from "../../texts";

export const firstrun: Texts["firstrun"] = {
  product: "PFA Vanguard",
  motto: "Offline planen. An PEMS senden, wenn es geht.",
  signInTitle: "Bei einem PEMS anmelden",
  signInAgainTitle: "Neu anmelden",
  address: "PEMS-Adresse",
  addressHelp: "Die Wurzel seiner Dienste, wie Ihre IT sie genannt hat.",
  addressExample: "https://pems.example.com/axis/restservices",
  tenant: "Mandant",
  organization: "Organisation",
  with: "Anmelden mit",
  apiKey: "Benutzer und API-Schlüssel",
  password: "Benutzer und Passwort",
  user: "Benutzer",
  userOptional: "Benutzer, wenn nötig",
  secretKey: "API-Schlüssel",
  secretPassword: "Passwort",
  show: "Zeigen, was getippt ist",
  hide: "Verbergen, was getippt ist",
  keyring: {
    apiKey: "Der Schlüssel kommt in den Schlüsselbund dieses Rechners, unter Ihrer Anmeldung. Er wird nie in eine Datei, ein Protokoll oder die Datenbank geschrieben.",
    password: "Das Passwort kommt in den Schlüsselbund dieses Rechners, unter Ihrer Anmeldung. Es wird nie in eine Datei, ein Protokoll oder die Datenbank geschrieben.",
  },
  certificates: "Zertifikate",
  caFile: "CA-Datei",
  caHelp: "Voller Pfad einer PEM-Datei. Ihr wird neben den Zertifikaten dieses Rechners vertraut, nur für PEMS.",
  submit: "Anmelden und Datensätze abrufen",
  submitting: "Anmeldung läuft…",
  required: {
    address: "Sagen Sie, wo PEMS ist.",
    tenant: "Sagen Sie, welcher Mandant.",
    organization: "Sagen Sie, welche Organisation.",
    user: "Sagen Sie, wer sich anmeldet.",
    secret: "Das ist zum Anmelden nötig.",
  },
  notAddress: "Das ist keine Webadresse. Sie beginnt mit https://",
  notSecure: "Nur https ist sicher genug. Einfaches http ist nur für diesen Rechner selbst erlaubt.",
  retry: "Noch einmal versuchen",
  copy: "Angaben für die IT kopieren",
  copied: "Angaben kopiert",
  addCa: "CA-Datei hinzufügen…",
  problems: {
    certificate: {
      title: (host) => `Dieser Rechner vertraut dem Zertifikat von ${host} nicht.`,
      text: "Nichts wurde gesendet, auch Schlüssel oder Passwort nicht. Meist liest ein Proxy der Firma mit und sein Zertifikat ist hier nicht eingerichtet.",
      steps: ["Bitten Sie die IT, das Zertifikat des Ausstellers im System einzurichten.", "Oder fügen Sie die CA-Datei hinzu, die Sie von der IT haben:"],
    },
    offline: {
      title: (host) => `${host} ist nicht erreichbar.`,
      text: "Nichts wurde gesendet. Prüfen Sie die Adresse, das Netz und von außen das VPN.",
    },
    timeout: {
      title: (host) => `${host} hat nicht rechtzeitig geantwortet.`,
      text: "Vielleicht ist es beschäftigt oder das Netz langsam. Was Sie getippt haben, bleibt; versuchen Sie es gleich noch einmal.",
    },
    unavailable: {
      title: (host) => `${host} steht gerade still.`,
      text: "Das sagt PEMS selbst. Was Sie getippt haben, bleibt; versuchen Sie es in einigen Minuten noch einmal.",
    },
    not_pems: {
      title: (host) => `Was bei ${host} antwortet, ist nicht PEMS.`,
      text: "Oft fehlt der Pfad am Ende der Adresse, oder ein Netz will zuerst eine Anmeldung im Browser.",
    },
    sign_in_refused: {
      title: "PEMS hat diese Anmeldung abgelehnt.",
      text: "Prüfen Sie Benutzer, Schlüssel oder Passwort, Mandant und Organisation. Auf diesem Rechner wurde nichts aufbewahrt.",
    },
    forbidden: {
      title: "Sie dürfen diese Organisation nicht öffnen.",
      text: "PEMS kennt Sie, gibt Ihnen aber keinen Zugang. Die PEMS-Verwaltung kann ihn gewähren.",
    },
    keyring: {
      title: "Kein Schlüsselbund für die Anmeldung.",
      text: "Entsperren oder installieren Sie einen Secret Service (etwa GNOME Keyring) und versuchen Sie es noch einmal. Nichts wurde irgendwohin geschrieben.",
    },
    other: {
      title: "Die Anmeldung gelang nicht.",
      text: "Auf diesem Rechner wurde nichts aufbewahrt.",
    },
  },
  sampleTitle: "Mit Beispieldaten umsehen",
  sampleText: "Auf diesem Rechner läuft ein eigenes PEMS mit 8.807 erfundenen Datensätzen eines Projekts namens RIO.",
  samplePoints: [
    "Ändern, abgleichen, einen Konflikt entscheiden, zurücksetzen",
    "Kein Netz, kein Konto, nichts verlässt diesen Rechner",
    "Getrennt von echter Arbeit; jederzeit zu entfernen",
  ],
  sampleOpen: "Beispiel öffnen",
  sampleOpening: "Wird geöffnet…",
  sampleFailed: "Das Beispiel ließ sich nicht öffnen.",
  version: (text) => `Version ${text}`,

  blocked: {
    newer_database: {
      title: "Die lokale Datenbank stammt von einer neueren Version",
      text: "Ein neueres PFA Vanguard hat sie geschrieben. Sie blieb unberührt, mit allen Entwürfen. Installieren Sie die neuere Version, um weiterzuarbeiten.",
    },
    damaged_database: {
      title: "Die lokale Datenbank ist beschädigt",
      text: "Sie blieb unberührt, gelöscht wurde nichts. Sichern Sie zuerst Ihre nicht gesendeten Änderungen und bitten Sie dann die IT, die letzte Sicherung wiederherzustellen.",
    },
    key_lost: {
      title: "Der Schlüssel der lokalen Datenbank ist nicht im Schlüsselbund",
      text: "Die Daten sind unberührt und ohne ihn nicht lesbar. Der Wiederherstellungscode, den Sie aufgeschrieben haben, bringt den Schlüssel zurück; ebenso Ihre Organisation, wo sie einen verwahrt.",
    },
    keyring: {
      title: "Kein Schlüsselbund für die Anmeldung",
      text: "Entsperren oder installieren Sie einen Secret Service (etwa GNOME Keyring). Dort liegt der Schlüssel Ihrer lokalen Daten; die Daten sind unberührt.",
    },
    key_file: {
      title: "Die Schlüsseldatei lässt sich nicht öffnen",
      text: "Dort liegt der Schlüssel Ihrer lokalen Daten; die Daten sind unberührt.",
    },
    database_busy: {
      title: "Ein anderes Programm hält die lokale Datenbank",
      text: "Vielleicht eine Datensicherung oder ein Virenscanner. Geändert wurde nichts. Versuchen Sie es noch einmal, wenn es fertig ist.",
    },
    disk_failed: {
      title: "Der Datenträger liest oder schreibt nicht",
      text: "Geändert wurde nichts. Lassen Sie den Datenträger prüfen und versuchen Sie es noch einmal.",
    },
    read_only: {
      title: "Die lokale Datenbank lässt sich nicht öffnen oder beschreiben",
      text: "Der Datenträger ist schreibgeschützt, oder es fehlen Rechte an dem Ordner. Geändert wurde nichts. Machen Sie ihn beschreibbar und versuchen Sie es noch einmal.",
    },
    disk_full: {
      title: "Der Datenträger ist voll",
      text: "Es kann nichts mehr gespeichert werden. Was vorher gespeichert war, ist sicher. Schaffen Sie Platz und versuchen Sie es noch einmal.",
    },
    other: {
      title: "PFA Vanguard kann nicht starten",
      text: "Ihre lokalen Daten blieben unberührt.",
    },
  },
};
