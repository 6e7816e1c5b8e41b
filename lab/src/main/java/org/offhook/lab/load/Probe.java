package org.offhook.lab.load;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Asks a callee with OPTIONS of its own until it answers. */
final class Probe {

  private static final int PATIENCE_MILLIS = 20_000;

  private Probe() {}

  /** How long the answer to an OPTIONS is, in bytes. */
  static int answerLength(int port) throws IOException {
    return ask(port, 500).getLength();
  }

  /** Asks again and again; returns when the first 200 is there. */
  static void awaitAnswer(int port) throws IOException {
    ask(port, 5);
  }

  private static DatagramPacket ask(int port, int everyMillis) throws IOException {
    var loopback = InetAddress.getLoopbackAddress();
    try (var socket = new DatagramSocket(new InetSocketAddress(loopback, 0))) {
      socket.setSoTimeout(everyMillis);
      var answer = new DatagramPacket(new byte[65_536], 65_536);
      for (int n = 0; n < PATIENCE_MILLIS / everyMillis; n++) {
        var question = HeapProgram.probe(socket.getLocalPort(), port + "x" + n);
        socket.send(
            new DatagramPacket(question, question.length, new InetSocketAddress(loopback, port)));
        try {
          socket.receive(answer);
          if (new String(answer.getData(), 0, 11, StandardCharsets.US_ASCII)
              .equals("SIP/2.0 200")) {
            return answer;
          }
        } catch (SocketTimeoutException e) {
          // not there yet: asked again
        }
      }
      throw new IOException("no answer to OPTIONS within " + PATIENCE_MILLIS + " ms");
    }
  }
}
