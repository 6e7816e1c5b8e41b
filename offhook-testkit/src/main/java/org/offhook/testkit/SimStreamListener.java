package org.offhook.testkit;

import java.net.InetSocketAddress;
import org.offhook.net.StreamAcceptor;
import org.offhook.net.StreamListener;

/** A listening TCP socket of a simulated host. */
final class SimStreamListener implements StreamListener {

  private final SimAttachment owner;
  private final InetSocketAddress local;
  private final StreamAcceptor acceptor;

  SimStreamListener(SimAttachment owner, InetSocketAddress local, StreamAcceptor acceptor) {
    this.owner = owner;
    this.local = local;
    this.acceptor = acceptor;
  }

  SimAttachment owner() {
    return owner;
  }

  StreamAcceptor acceptor() {
    return acceptor;
  }

  @Override
  public InetSocketAddress local() {
    return local;
  }

  @Override
  public void close() {
    owner.loop().assertOnLoop();
    release();
  }

  void release() {
    owner.host().release(this);
  }
}
