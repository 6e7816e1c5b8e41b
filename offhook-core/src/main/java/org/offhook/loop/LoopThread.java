package org.offhook.loop;

/** The thread of a {@link SelectorLoop}: never waits for user code, does not keep the VM alive. */
final class LoopThread extends Thread {

  LoopThread(Runnable loop, String name) {
    super(loop, name);
    setDaemon(true);
  }
}
