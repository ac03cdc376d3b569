// What the doctor says, in German: it gives data beside its English sentence.

import type { Help, Said } from "../../../ipc";
import { common } from "./common";

type Words = { [K in Said["type"]]: (said: Extract<Said, { type: K }>) => string };

const WORDS: Words = {
  versions: ({ app, schema, sqlite, arch, os }) => `PFA Vanguard ${app}, Schema ${schema}, SQLite ${sqlite}, ${arch} auf ${os}.`,
  key_kept: () => "Der Schlüssel der Datenbank ist lesbar und gegen den Verlust des Schlüsselbunds gesichert.",
  key_without_code: () => "Der Schlüssel der Datenbank ist lesbar. Noch wurde kein Wiederherstellungscode aufgeschrieben.",
  keyring_empty: () => "Er antwortet; noch gibt es keine Datenbank, deren Schlüssel er halten könnte.",
  key_missing: () => "Der Schlüssel der Datenbank fehlt.",
  database_none: () => "Es gibt noch keine.",
  database_whole: ({ path, bytes }) => `${path} ist heil: Jede Seite ihrer ${bytes} Byte wurde gelesen.`,
  database_damaged: ({ path, why }) => `${path} ist beschädigt: ${why}.`,
  copy_of: ({ path, made }) => `${path} ist vom ${made}.`,
  copy_old: ({ made }) => `Die neueste Kopie ist vom ${made}.`,
  copy_not_yet: () => "Noch gibt es keine Datenbank, die zu kopieren wäre.",
  copy_missing: () => "Es gibt keine Kopie der Datenbank.",
  room: ({ megabytes, directory }) => `${megabytes} MB sind frei in ${directory}.`,
  room_low: ({ megabytes, directory }) => `Nur ${megabytes} MB sind frei in ${directory}.`,
  disk_silent: ({ directory, error }) => `Der Datenträger von ${directory} sagt nicht, wie viel frei ist: ${error}.`,
  log: ({ path, kilobytes }) => `${path} enthält ${kilobytes} kB.`,
  log_unusable: ({ path, error }) => `${path} ist nicht lesbar oder nicht beschreibbar: ${error}.`,
  policy_good: () => "Was diesen Rechner regelt, lässt sich anwenden.",
  policy_broken: ({ problems }) => `Was diesen Rechner regelt, lässt sich nicht ganz anwenden: ${problems}`,
  look_failed: ({ error }) => `Die Prüfung scheiterte: ${error}.`,
  no_answer: ({ seconds }) => `Innerhalb von ${seconds} Sekunden kam keine Antwort.`,
  not_asked: () => "PEMS wurde nicht gefragt: Die Datenbank lässt sich nicht öffnen.",
  proxy_system: () => "Es gilt, was System und Umgebung sagen.",
  proxy_none: () => "Keiner wird benutzt.",
  proxy_used: ({ address }) => `${address} wird benutzt.`,
  proxy_script: ({ address }) => `${address} entscheidet.`,
  reached: ({ pems }) => `${pems} ist erreichbar.`,
  certificate_trusted: () => "Dem gezeigten Zertifikat wird vertraut.",
  certificate_none: () => "Es wird keines gezeigt: PEMS ist auf diesem Rechner.",
  clock_ahead: ({ seconds }) => `Die Uhr dieses Rechners geht ${seconds} s vor der von PEMS.`,
  clock_behind: ({ seconds }) => `Die Uhr dieses Rechners geht ${seconds} s nach der von PEMS.`,
  serves: () => "PEMS antwortet und nimmt die Anmeldung an.",
  degraded: () => "PEMS meldet, dass es nicht arbeitet, wie es soll.",
  error: ({ code, message }) => `${common.errorTitle[code]}. (${message})`,
};

const HELP: { [K in Help]: string } = {
  make_code: "Erstellen Sie einen neuen Wiederherstellungscode: pfa recovery-code make",
  recover_key: "Geben Sie pfa recover --code-stdin mit dem Wiederherstellungscode ein, oder lassen Sie die IT pfa recover --organization-key eingeben.",
  recover_by_code: "Geben Sie pfa recover --code-stdin mit dem Wiederherstellungscode ein.",
  repair: "Schließen Sie PFA Vanguard überall und geben Sie pfa doctor --repair ein: Nicht Gesendetes wird vorher gesichert.",
  newer_version: "Installieren Sie die neuere Version.",
  see_backup_log: "Eine Kopie entsteht nach dem ersten Abgleich des Tages; was sie verhindert, steht im Protokoll.",
  free_space: "Schaffen Sie Platz: Ohne ihn lässt sich nichts speichern.",
  check_disk: "Lassen Sie den Datenträger prüfen.",
  open_log_folder: "Der Besitzer muss diesen Ordner lesen und beschreiben können.",
  correct_policy: "Lassen Sie es von der IT berichtigen: siehe pfa config explain.",
  send_bundle: "Senden Sie der IT ein Supportpaket.",
  see_what_hangs: "Sehen Sie nach, ob Datenträger oder Schlüsselbund hängen, und prüfen Sie noch einmal.",
  see_database: "Siehe den Befund zur Datenbank.",
  sign_in: "Melden Sie sich bei PEMS an.",
  sign_in_again: "Melden Sie sich neu an; wird auch das abgelehnt, hilft die PEMS-Administration.",
  set_clock: "Stellen Sie die Uhr, oder lassen Sie sie vom System nach einem Zeitserver stellen.",
  wait_or_ask: "Warten Sie, oder fragen Sie die PEMS-Administration.",
  look_again_or_ask: "Warten Sie und prüfen Sie noch einmal, oder fragen Sie die PEMS-Administration.",
  install_authority: "Lassen Sie die IT die ausstellende Zertifizierungsstelle installieren, oder nennen Sie sie in der Einstellung extraCaFile.",
  sign_in_to_proxy: "Melden Sie sich am Proxy an: in den Einstellungen oder mit pfa proxy sign-in.",
  open_proxy: "Lassen Sie die IT die Adresse von PEMS ohne Anmeldung durch den Proxy, oder dort Basic zulassen.",
  check_online: "Sehen Sie nach, ob dieser Rechner online ist und ob der Proxy stimmt.",
  something_else: "Etwas anderes antwortet an der Stelle von PEMS: Melden Sie sich im Netz an, oder berichtigen Sie die Adresse.",
  ask_administrator: "Fragen Sie die PEMS-Administration.",
};

/** What a finding says. */
export function saidInGerman<K extends Said["type"]>(said: Extract<Said, { type: K }>): string {
  const words = WORDS[said.type as K] as (said: Extract<Said, { type: K }>) => string;
  return words(said);
}

/** What helps. */
export function helpInGerman(help: Help): string {
  return HELP[help];
}
