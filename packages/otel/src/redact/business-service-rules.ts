import { once } from './once.ts';
import { holdsDigit, prefixed, START, type ServiceRule, UUID } from './redaction-rule.ts';

/** Credentials of messaging, mail, payment and shops. */
export const BUSINESS_SERVICE_RULES: readonly ServiceRule[] = [
  {
    service: 'Slack',
    name: 'slack_token',
    form: 'xoxb-…, xoxp-…, xapp-…',
    keywords: ['xox', 'xapp-'],
    pattern: once(
      () => new RegExp(`${START}(?:xox[a-z](?:\\.xox[a-z])?-[A-Za-z0-9%-]{10,400}|xapp-\\d-[A-Za-z0-9-]{10,250})`, 'y'),
    ),
    accepts: holdsDigit,
  },
  {
    service: 'Slack',
    name: 'slack_webhook',
    form: 'hooks.slack.com/services/…',
    keywords: ['hooks.slack.com'],
    pattern: once(() => /(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[A-Za-z0-9/_-]{20,200}/y),
  },
  {
    service: 'Discord',
    name: 'discord_webhook',
    form: 'discord.com/api/webhooks/…/…',
    keywords: ['discord.com/api/webhooks/', 'discordapp.com/api/webhooks/'],
    pattern: once(() => /(discord(?:app)?\.com\/api\/webhooks\/\d{5,25}\/)[A-Za-z0-9_-]{30,120}/y),
  },
  {
    // The bot's numeric id in base64 is known to everyone and tells where to look: it is what leads to the secret.
    service: 'Discord',
    name: 'discord_bot_token',
    form: 'M….….…, N….….…, O….….…',
    keywords: ['M', 'N', 'O'].flatMap((first) => ['D', 'T', 'j', 'z'].map((second) => first + second)),
    pattern: once(
      () =>
        new RegExp(
          `(${START}[MNO][DTjz][A-Za-z0-9]{21,26})\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{27,40}(?![A-Za-z0-9_-])`,
          'y',
        ),
    ),
  },
  {
    service: 'Telegram',
    name: 'telegram_token',
    form: '…:AA…',
    keywords: [':AA'],
    before: [10, 9, 8],
    pattern: once(() => /(?<!\d)\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/y),
  },
  prefixed('Stripe', 'stripe_key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[A-Za-z0-9]{16,250}'),
  prefixed('Stripe', 'stripe_webhook_secret', 'whsec_', '[A-Za-z0-9+/=]{24,100}'),
  {
    service: 'Square',
    name: 'square_token',
    form: 'EAAA…, sq0csp-…',
    keywords: ['EAAA', 'sq0'],
    pattern: once(
      () => new RegExp(`${START}(?:EAAA[A-Za-z0-9_-]{60}(?![A-Za-z0-9_-])|sq0[a-z]{3}-[A-Za-z0-9_-]{22,43})`, 'y'),
    ),
    accepts: holdsDigit,
  },
  {
    service: 'Shopify',
    name: 'shopify_token',
    form: 'shpat_…, shpca_…, shppa_…, shpss_…',
    keywords: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: once(() => /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/y),
  },
  prefixed('SendGrid', 'sendgrid_key', 'SG.', '[A-Za-z0-9_-]{16,32}\\.[A-Za-z0-9_-]{16,64}'),
  prefixed('Brevo', 'brevo_key', 'xkeysib-', '[a-f0-9]{64}-[A-Za-z0-9]{16}'),
  {
    service: 'HubSpot',
    name: 'hubspot_token',
    form: 'pat-eu1-…, pat-na1-…',
    keywords: ['pat-eu1-', 'pat-na1-', 'pat-na2-', 'pat-ap1-'],
    pattern: once(() => new RegExp(`${START}pat-(?:eu|na|ap)\\d-[a-f0-9]{8}(?:-[a-f0-9]{4}){3}-[a-f0-9]{12}`, 'iy')),
  },
  prefixed('Mailgun', 'mailgun_key', 'key-', '[0-9a-f]{32}(?![0-9a-f])'),
  {
    service: 'Mailchimp',
    name: 'mailchimp_key',
    form: '…-us14',
    keywords: ['-us'],
    before: [32],
    pattern: once(() => new RegExp(`${START}[0-9a-f]{32}-us\\d{1,2}(?![A-Za-z0-9])`, 'y')),
  },
  prefixed('Resend', 'resend_key', 're_', '[A-Za-z0-9]{8}_[A-Za-z0-9]{24}(?![A-Za-z0-9_])', holdsDigit),
  prefixed('LaunchDarkly', 'launchdarkly_key', ['sdk-', 'api-'], `${UUID}(?![\\w-])`),
  prefixed('Asana', 'asana_token', ['1/1', '2/1'], '\\d{14,16}(?:/\\d{15,17})?:[0-9a-f]{32}(?![0-9a-f])'),
  prefixed('Dropbox', 'dropbox_token', 'sl.', '(?:u\\.)?[A-Za-z0-9_-]{130,2000}'),
  prefixed('Mapbox', 'mapbox_token', 'sk.eyJ', '[A-Za-z0-9_-]{40,200}\\.[A-Za-z0-9_-]{20,40}'),
  {
    service: 'Firebase',
    name: 'firebase_server_key',
    form: '…:APA91b…',
    keywords: [':APA91b'],
    before: [11],
    pattern: once(() => new RegExp(`${START}[A-Za-z0-9_-]{11}:APA91b[A-Za-z0-9_-]{130,160}`, 'y')),
  },
  prefixed('Plaid', 'plaid_token', ['access-sandbox-', 'access-development-', 'access-production-'], UUID),
  prefixed('Typeform', 'typeform_token', 'tfp_', '[A-Za-z0-9_.-]{40,70}'),
  prefixed('Duffel', 'duffel_token', ['duffel_live_', 'duffel_test_'], '[A-Za-z0-9_-]{43}'),
  prefixed('Shippo', 'shippo_token', ['shippo_live_', 'shippo_test_'], '[a-f0-9]{40}'),
  prefixed('EasyPost', 'easypost_key', ['EZAK', 'EZTK'], '[A-Za-z0-9]{54}(?![A-Za-z0-9])'),
  prefixed('Adafruit IO', 'adafruit_key', 'aio_', '[A-Za-z0-9]{28}(?![A-Za-z0-9])', holdsDigit),
  prefixed('Frame.io', 'frameio_token', 'fio-u-', '[A-Za-z0-9_=-]{64}'),
  prefixed('ReadMe', 'readme_key', 'rdme_', '[a-z0-9]{70}'),
  prefixed('Twilio', 'twilio_key', 'SK', '[0-9a-f]{32}(?![0-9a-f])'),
];
