/** Words of the first screen, and of the screen shown when the application cannot start. */
export const firstrun = {
  product: "PFA Vanguard",
  motto: "Plan offline. Send to PEMS when you can.",
  signInTitle: "Sign in to a PEMS",
  signInAgainTitle: "Sign in again",
  address: "PEMS address",
  addressHelp: "The root of its services, as your IT gave it to you.",
  addressExample: "https://pems.example.com/axis/restservices",
  tenant: "Tenant",
  organization: "Organization",
  with: "Sign in with",
  apiKey: "User and API key",
  password: "User and password",
  user: "User",
  userOptional: "User, optional",
  secretKey: "API key",
  secretPassword: "Password",
  show: "Show what is typed",
  hide: "Hide what is typed",
  keyring: {
    apiKey: "The key goes into this computer's keyring, under your login. It is never written to a file, a log or the database.",
    password:
      "The password goes into this computer's keyring, under your login. It is never written to a file, a log or the database.",
  },
  certificates: "Certificates",
  caFile: "CA file",
  caHelp: "Full path of a PEM file. It is trusted besides the certificates of this computer, for PEMS only.",
  submit: "Sign in and pull records",
  submitting: "Signing in…",
  required: {
    address: "Say where PEMS is.",
    tenant: "Say which tenant.",
    organization: "Say which organization.",
    user: "Say who signs in.",
    secret: "This is needed to sign in.",
  },
  notAddress: "This is not a web address. It starts with https://",
  notSecure: "Only https is safe enough. Plain http is allowed for this computer alone.",
  retry: "Try again",
  copy: "Copy details for IT",
  copied: "Details copied",
  addCa: "Add CA file…",
  problems: {
    certificate: {
      title: (host: string) => `This computer does not trust the certificate of ${host}.`,
      text: "Nothing was sent, your key or password neither. Most often a company proxy reads the traffic and its certificate is not installed here.",
      steps: ["Ask IT to install the issuer's certificate in the system's trust store.", "Or add the CA file that IT gave you:"],
    },
    offline: {
      title: (host: string) => `${host} cannot be reached.`,
      text: "Nothing was sent. Check the address, the network and, if you work from outside, the VPN.",
    },
    timeout: {
      title: (host: string) => `${host} did not answer in time.`,
      text: "It may be busy or the network slow. What you typed is kept; try again in a moment.",
    },
    unavailable: {
      title: (host: string) => `${host} is down for the moment.`,
      text: "PEMS itself says so. What you typed is kept; try again in a few minutes.",
    },
    not_pems: {
      title: (host: string) => `What answers at ${host} is not PEMS.`,
      text: "Often the path is missing at the end of the address, or a network wants you to sign in to it in a browser first.",
    },
    sign_in_refused: {
      title: "PEMS did not accept this sign-in.",
      text: "Check user, key or password, tenant and organization. Nothing was kept on this computer.",
    },
    forbidden: {
      title: "You may not open this organization.",
      text: "PEMS knows you, but gives you no access to it. A PEMS administrator can grant it.",
    },
    keyring: {
      title: "No keyring to keep the sign-in.",
      text: "Unlock or install a Secret Service (such as GNOME Keyring), then try again. Nothing was written anywhere.",
    },
    other: {
      title: "Signing in did not work.",
      text: "Nothing was kept on this computer.",
    },
  },
  sampleTitle: "Explore with sample data",
  sampleText: "A PEMS of its own runs on this computer, with 8,807 made-up records of a project called RIO.",
  samplePoints: [
    "Edit, sync, settle a conflict, roll back",
    "No network, no account, nothing leaves this laptop",
    "Kept apart from real work; remove it at any time",
  ],
  sampleOpen: "Open the sample",
  sampleOpening: "Opening…",
  sampleFailed: "The sample could not be opened.",
  version: (text: string) => `Version ${text}`,

  blocked: {
    newer_database: {
      title: "The local database is from a newer version",
      text: "A newer PFA Vanguard wrote it. It was left untouched, with all your drafts. Install the newer version to go on.",
    },
    damaged_database: {
      title: "The local database is damaged",
      text: "It was left untouched and nothing was deleted. Export your unsent changes first, then ask IT to restore the latest backup.",
    },
    key_lost: {
      title: "The key of the local database is not in the keyring",
      text: "The data is untouched and cannot be read without it. The recovery code that you wrote down brings the key back; so can your organization, where it keeps one.",
    },
    keyring: {
      title: "No keyring to keep the sign-in",
      text: "Unlock or install a Secret Service (such as GNOME Keyring). The key of your local data lies there; the data is untouched.",
    },
    key_file: {
      title: "The key file does not open",
      text: "The key of your local data lies there; the data is untouched.",
    },
    database_busy: {
      title: "Another program holds the local database",
      text: "A backup or a virus scanner, perhaps. Nothing was changed. Try again when it is done.",
    },
    disk_failed: {
      title: "The disk fails to read or write",
      text: "Nothing was changed. Have the disk looked at, and try again.",
    },
    read_only: {
      title: "The local database cannot be opened or written",
      text: "The disk is read-only, or rights to the folder are missing. Nothing was changed. Make it writable and try again.",
    },
    disk_full: {
      title: "The disk is full",
      text: "Nothing more can be saved. What was saved before is safe. Free some space and try again.",
    },
    other: {
      title: "PFA Vanguard cannot start",
      text: "Your local data was left untouched.",
    },
  },
};
