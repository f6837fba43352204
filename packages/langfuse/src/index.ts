export * from './assemble/index.ts';
