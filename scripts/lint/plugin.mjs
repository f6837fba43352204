import { dirname, relative, resolve } from 'node:path';

import { objectionToImport, roomOf } from './rooms.mjs';

/**
 * The repository's own lint rules, for oxlint's `jsPlugins`.
 * - arrows: a room imports only the rooms that rooms.mjs allows, no internals, and nothing of others by relative path
 * - vocabulary: `gen_ai.` names stand in packages/langfuse/src/vocabulary and nowhere else
 * - environment: the process environment is read in packages/config and in an app's entry file only
 */
export default {
  meta: { name: 'house' },
  rules: { arrows: { create: arrows }, vocabulary: { create: vocabulary }, environment: { create: environment } },
};

function arrows(context) {
  const place = roomOf(context.filename);
  if (place === undefined || !isSourceOrTest(place)) return {};
  const check = (node) => {
    const specifier = node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
    if (specifier === undefined) return;
    const objection = specifier.startsWith('.')
      ? objectionToPath(place, context.filename, specifier)
      : objectionToImport(place.room, specifier);
    if (objection !== undefined) context.report({ node, message: objection });
  };
  return {
    ImportDeclaration: (node) => check(node.source),
    ExportNamedDeclaration: (node) => check(node.source),
    ExportAllDeclaration: (node) => check(node.source),
    ImportExpression: (node) => check(node.source),
    TSImportType: (node) => check(node.source ?? node.argument),
    CallExpression(node) {
      if (node.callee.type === 'Identifier' && node.callee.name === 'require') check(node.arguments[0]);
      if (isModuleMock(node.callee)) check(node.arguments[0]);
    },
  };
}

function vocabulary(context) {
  const place = roomOf(context.filename);
  if (place === undefined || !place.inside.startsWith('src/')) return {};
  if (place.room === 'packages/langfuse' && place.inside.startsWith('src/vocabulary/')) return {};
  const check = (node, text) => {
    if (!/gen_ai\\?\./.test(text)) return;
    context.report({ node, message: 'GenAI attribute names stand in packages/langfuse/src/vocabulary; import them.' });
  };
  return {
    Literal: (node) => check(node, node.regex?.pattern ?? (typeof node.value === 'string' ? node.value : '')),
    TemplateElement: (node) => check(node, node.value.raw),
  };
}

function environment(context) {
  const place = roomOf(context.filename);
  if (place === undefined || !place.inside.startsWith('src/')) return {};
  if (place.room === 'packages/config') return {};
  if (place.room.startsWith('apps/') && /^src\/main\.tsx?$/.test(place.inside)) return {};
  const report = (node) =>
    context.report({
      node,
      message: "The environment is a parameter; only packages/config and an app's src/main.ts read it.",
    });
  return {
    MemberExpression(node) {
      if (nameOfProperty(node) === 'env' && isProcess(node.object)) report(node);
    },
    VariableDeclarator(node) {
      if (node.init && isProcess(node.init) && takesEnv(node.id)) report(node);
    },
    ImportDeclaration(node) {
      if (!/^(node:)?process$/.test(node.source.value)) return;
      if (node.specifiers.some((specifier) => specifier.imported?.name === 'env')) report(node);
    },
  };
}

const isSourceOrTest = (place) =>
  /^(src|test)\//.test(place.inside) || (place.room.startsWith('examples/') && place.inside !== 'jest.config.mjs');

function objectionToPath(place, file, specifier) {
  const inside = relative(place.folder, resolve(dirname(file), specifier));
  return inside.startsWith('..') ? 'This path leaves the room; import the other room by its name.' : undefined;
}

const isModuleMock = (callee) =>
  callee.type === 'MemberExpression' && /^(unstable_mockModule|mock|requireActual)$/.test(nameOfProperty(callee) ?? '');

function nameOfProperty(node) {
  if (!node.computed) return node.property.name;
  return node.property.type === 'Literal' ? node.property.value : undefined;
}

const isProcess = (node) =>
  (node.type === 'Identifier' && node.name === 'process') ||
  (node.type === 'MemberExpression' && node.object.name === 'globalThis' && nameOfProperty(node) === 'process');

const takesEnv = (pattern) =>
  pattern.type === 'ObjectPattern' && pattern.properties.some((property) => property.key?.name === 'env');
