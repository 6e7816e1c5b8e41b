package org.offhook.exosip.ctypes;

import org.offhook.exosip.Exosip;

/**
 * The lock of a context, as a scope. Any thread; reentrant, and needed by no call.
 *
 * <pre>{@code
 * try (var held = context.lock().acquire()) {
 *   int cid = context.callSendInitInvite(invite);
 * }
 * }</pre>
 *
 * @param exosip the context whose lock it is
 */
public record ContextLock(Exosip exosip) implements AutoCloseable {

  /** Takes the lock. */
  public ContextLock acquire() {
    exosip.lock();
    return this;
  }

  /**
   * Gives the lock back.
   *
   * @throws org.offhook.exosip.OsipException WRONG_STATE if this thread has not got it
   */
  public void release() {
    exosip.unlock();
  }

  /** Whether some thread has the lock. */
  public boolean isLocked() {
    return exosip.isLocked();
  }

  /** As {@link #release}. */
  @Override
  public void close() {
    release();
  }
}
