// Loaded with --import before each child: when the supervisor is gone, however it ended, the child ends too.
// Children of children inherit this import; they are tied to their own parent, not to us.
if (process.channel && process.env.TETHERED_TO === String(process.ppid)) {
  process.once('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.exit(1), 5_000).unref();
  });
  process.channel.unref();
}
