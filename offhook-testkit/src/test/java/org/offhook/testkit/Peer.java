package org.offhook.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;

/** Writes down what happens on a connection. */
class Peer implements StreamHandler {

  private final Traffic net;
  private final String name;

  Peer(Traffic net, String name) {
    this.net = net;
    this.name = name;
  }

  @Override
  public void connected(StreamConnection connection) {
    net.event(name + " connected");
  }

  @Override
  public void received(StreamConnection connection, ByteBuffer bytes) {
    net.event(name + " " + StandardCharsets.UTF_8.decode(bytes));
  }

  @Override
  public void closed(StreamConnection connection, String reason) {
    net.event(name + " " + reason);
  }
}
