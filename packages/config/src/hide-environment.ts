/**
 * Runs `build` while every variable of this process whose name `isHidden` accepts is gone from `process.env`, and puts
 * them back before it returns or throws. For libraries that read the environment while they are constructed and offer
 * no other way to keep it out. `build` is synchronous, so no other code of this thread sees the gap; worker threads
 * with `SHARE_ENV` may.
 */
export function hideEnvironment<Result>(isHidden: (name: string) => boolean, build: () => Result): Result {
  const hidden = Object.entries(process.env).filter(([name]) => isHidden(name));
  for (const [name] of hidden) delete process.env[name];
  try {
    return build();
  } finally {
    for (const [name, value] of hidden) process.env[name] = value;
  }
}
