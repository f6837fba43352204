import { html } from 'hono/html';
import type { HtmlEscapedString } from 'hono/utils/html';

export type Markup = HtmlEscapedString | Promise<HtmlEscapedString>;

/** The frame of every page. Everything that `html` interpolates is escaped. */
export function layout(title: string, body: Markup): Markup {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · langfuse-local</title>
        <link rel="stylesheet" href="/assets/style.css" />
      </head>
      <body>
        <header><a href="/">langfuse-local</a></header>
        <main>${body}</main>
      </body>
    </html>`;
}
