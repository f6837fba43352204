/** One data directory is one project, of this id. */
export const PROJECT_ID = 'local';
