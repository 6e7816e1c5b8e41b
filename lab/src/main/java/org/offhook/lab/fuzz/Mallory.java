package org.offhook.lab.fuzz;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.ParseResult;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.net.DatagramHandler;
import org.offhook.net.DatagramPort;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * A peer that has calls with an endpoint, and whose messages in them are right but for what was
 * mutated. It sends by UDP and by TCP, whole or in pieces.
 */
final class Mallory implements DatagramHandler, StreamHandler {

  private static final int MOST_CALLS = 8;

  private final Random random;
  private final Mutator mutator;
  private final MalloryTexts texts;
  private final Network network;
  private final InetSocketAddress local;
  private final InetSocketAddress peer;
  private final List<MalloryTexts.Dialog> dialogs = new ArrayList<>();
  private final List<SipRequest> asked = new ArrayList<>();
  private @Nullable DatagramPort port;
  private @Nullable StreamConnection stream;
  private int sent;

  Mallory(SimWorld world, SimHost host, SimHost peer, long seed) {
    this.random = new Random(seed);
    this.mutator = new Mutator(LiveSeeds.lines(), LiveSeeds.words(), seed);
    this.texts = new MalloryTexts(random, host.address().getHostAddress());
    this.local = host.address(5060);
    this.peer = peer.address(5060);
    this.network = host.attach("mallory");
    network.loop().execute(this::bind);
    world.advance(Duration.ZERO);
  }

  private void bind() {
    try {
      port = network.bindDatagram(local, this);
    } catch (NetException e) {
      throw new AssertionError(e);
    }
  }

  /** Sends one message, mostly a mutated one. */
  void act() {
    network.loop().execute(() -> send(next()));
  }

  private byte[] next() {
    byte[] message = Bytes.of(message());
    return random.nextInt(12) == 0 ? message : mutator.mutate(message);
  }

  private String message() {
    int choice = random.nextInt(12);
    if (choice < 5 && !asked.isEmpty()) {
      var request = asked.get(asked.size() - 1 - random.nextInt(Math.min(4, asked.size())));
      return texts.answer(request);
    }
    if (choice < 11 && !dialogs.isEmpty()) {
      return texts.inside(dialogs.get(random.nextInt(dialogs.size())));
    }
    return texts.invite();
  }

  private void send(byte[] bytes) {
    sent++;
    if (random.nextInt(4) > 0 || bytes.length > 60_000) {
      datagram(bytes);
      return;
    }
    if (stream == null || !stream.isOpen()) {
      stream = network.connectStream(local.getAddress(), peer, this);
    }
    int cut = random.nextInt(3) == 0 ? random.nextInt(bytes.length + 1) : bytes.length;
    stream.write(java.util.Arrays.copyOf(bytes, cut));
    stream.write(java.util.Arrays.copyOfRange(bytes, cut, bytes.length));
  }

  private void datagram(byte[] bytes) {
    if (port != null) {
      port.send(peer, bytes);
    }
  }

  @Override
  public void received(DatagramPort at, InetSocketAddress remote, byte[] payload) {
    if (MessageParser.parse(payload) instanceof ParseResult.Parsed parsed) {
      took(parsed.message());
    } else if (!Bytes.latin(payload).startsWith("SIP/2.0 4")
        && !Bytes.latin(payload).startsWith("SIP/2.0 5")) {
      // only a refusal may repeat what cannot be read
      throw new AssertionError("the endpoint sent what is no message:\n" + Bytes.text(payload));
    }
  }

  @Override
  public void received(StreamConnection connection, ByteBuffer bytes) {
    bytes.position(bytes.limit());
  }

  @Override
  public void closed(StreamConnection connection, String reason) {
    stream = null;
  }

  private void took(SipMessage message) {
    switch (message) {
      case SipRequest request -> {
        if (!request.method().equals(Method.ACK)) {
          asked.add(request);
        }
        if (request.method().equals(Method.INVITE) && request.to().tag().isEmpty()) {
          add(texts.called(request));
        }
      }
      case SipResponse response -> {
        boolean up =
            response.cSeq().method().equals(Method.INVITE)
                && response.status().code() == 200
                && response.headers().get(HeaderName.CONTACT).isPresent();
        if (up) {
          var dialog = texts.calling(response);
          add(dialog);
          datagram(Bytes.of(texts.ack(dialog, response.cSeq().number())));
        }
      }
    }
  }

  private void add(MalloryTexts.Dialog dialog) {
    if (dialogs.stream().noneMatch(dialog::isSame)) {
      dialogs.add(dialog);
    }
    if (dialogs.size() > MOST_CALLS) {
      dialogs.removeFirst();
    }
  }

  /** How many messages it sent by {@link #act}. */
  int sent() {
    return sent;
  }

  /** How many calls it knows to be up. */
  int calls() {
    return dialogs.size();
  }

  void close() {
    network.close();
  }
}
