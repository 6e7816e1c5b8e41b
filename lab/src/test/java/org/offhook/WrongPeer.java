package org.offhook;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.message.CSeq;
import org.offhook.message.Contact;
import org.offhook.message.Frame;
import org.offhook.message.HeaderName;
import org.offhook.message.MediaType;
import org.offhook.message.MessageLimits;
import org.offhook.message.MessageParser;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.ParseResult;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.StreamFramer;
import org.offhook.message.Via;
import org.offhook.net.DtlsAssociation;
import org.offhook.net.DtlsHandler;
import org.offhook.net.DtlsServerPort;
import org.offhook.net.DtlsSettings;
import org.offhook.net.IpLiteral;
import org.offhook.net.NetException;
import org.offhook.net.Network;
import org.offhook.net.StreamConnection;
import org.offhook.net.StreamHandler;
import org.offhook.net.StreamLayer;
import org.offhook.net.TlsLayer;
import org.offhook.net.TlsSettings;
import org.offhook.net.WebSocketProvider;
import org.offhook.net.WebSocketSettings;
import org.offhook.testkit.SimHost;
import org.offhook.testkit.SimWorld;

/**
 * A peer that listens on every transport and answers every request with something wrong: another
 * branch, another CSeq, no Contact, no end, no SIP, too much of it, a request, a hang-up of the
 * connection, or nothing.
 */
final class WrongPeer implements AutoCloseable {

  private static final int LARGEST = 1 << 20;

  private final SimWorld world;
  private final SimHost host;
  private final Network network;
  private final Random random;
  private @Nullable DtlsServerPort dtls;
  private int answered;

  /** At this address: 5060 plain, 5061 TLS and DTLS, 80 and 443 WebSocket. */
  WrongPeer(SimWorld world, String address, TlsSettings tls, long seed) {
    this.world = world;
    this.host = world.host("wrong", address);
    this.network = host.attach("wrong");
    this.random = new Random(seed);
    world.onLoop(network, () -> listen(address, tls));
  }

  private static InetSocketAddress at(String address, int port) {
    return new InetSocketAddress(Objects.requireNonNull(IpLiteral.parse(address)), port);
  }

  private boolean listen(String address, TlsSettings tls) {
    var secure = new TlsLayer(network, tls);
    var webSocket =
        ServiceLoader.load(WebSocketProvider.class)
            .findFirst()
            .orElseThrow()
            .layer(network, WebSocketSettings.DEFAULT, LARGEST);
    try {
      network.bindDatagram(
          at(address, 5060),
          (port, remote, payload) -> datagram(payload, bytes -> port.send(remote, bytes)));
      network.listenStream(at(address, 5060), connection -> new Stream(false));
      listen(at(address, 5061), secure, false);
      listen(at(address, 80), webSocket, true);
      listen(at(address, 443), secure.under(webSocket), true);
      dtls =
          new DtlsServerPort(
              network, tls, DtlsSettings.DEFAULT, at(address, 5061), one -> new Association());
    } catch (NetException e) {
      throw new AssertionError(e);
    }
    return true;
  }

  private void listen(InetSocketAddress local, StreamLayer layer, boolean framed)
      throws NetException {
    network.listenStream(local, below -> layer.accept(below, upper -> new Stream(framed)));
  }

  /** Its machine. */
  SimHost host() {
    return host;
  }

  /** How many requests it had an answer for. */
  int answered() {
    return answered;
  }

  private void datagram(byte[] bytes, Consumer<byte[]> back) {
    take(MessageParser.parse(bytes), back, () -> {});
  }

  /** One connection, with or without something between TCP and SIP. */
  private final class Stream implements StreamHandler {
    private final StreamFramer framer = new StreamFramer(MessageLimits.DEFAULT);
    private final boolean framed;

    Stream(boolean framed) {
      this.framed = framed;
    }

    @Override
    public void received(StreamConnection connection, ByteBuffer bytes) {
      if (framed) {
        var message = new byte[bytes.remaining()];
        bytes.get(message);
        datagram(message, out -> connection.write(out));
      } else {
        framer.feed(
            bytes,
            frame -> {
              if (frame instanceof Frame.Message message) {
                take(message.result(), out -> connection.write(out), connection::abort);
              }
            });
      }
    }

    @Override
    public void closed(StreamConnection connection, String reason) {}
  }

  /** One DTLS association. */
  private final class Association implements DtlsHandler {
    @Override
    public void received(DtlsAssociation association, byte[] message) {
      datagram(message, association::send);
    }

    @Override
    public void closed(DtlsAssociation association, String reason) {}
  }

  private void take(ParseResult result, Consumer<byte[]> back, Runnable hangUp) {
    if (!(result instanceof ParseResult.Parsed parsed)
        || !(parsed.message() instanceof SipRequest request)) {
      return;
    }
    answered++;
    if (request.method().equals(Method.ACK)) {
      back.accept(again(request).build().toBytes());
      return;
    }
    switch (random.nextInt(16)) {
      case 0 -> hangUp.run();
      case 1 -> {}
      case 2 -> back.accept("200 OK, or so\r\n\r\n".getBytes(US_ASCII));
      case 3 -> back.accept(cut(response(request, 200).build().toBytes()));
      case 4 -> {
        var much = response(request, 200).build().toBytes();
        for (int i = 0; i < 5; i++) {
          back.accept(much);
        }
      }
      case 5 -> back.accept(again(request).build().toBytes());
      case 6 -> back.accept(request.toBytes());
      default -> back.accept(wrong(request).build().toBytes());
    }
  }

  private byte[] cut(byte[] bytes) {
    return Arrays.copyOf(bytes, random.nextInt(bytes.length));
  }

  private SipResponse.Builder response(SipRequest request, int code) {
    return SipResponse.to(request, Status.of(code))
        .set(HeaderName.TO, request.to().tag().isPresent() ? request.to() : tagged(request))
        .set(HeaderName.CONTACT, contact());
  }

  private NameAddr tagged(SipRequest request) {
    return request.to().withTag("w" + random.nextInt(3));
  }

  private Contact contact() {
    return Contact.of(SipUri.parse("sip:wrong@" + host.address().getHostAddress()));
  }

  private SipResponse.Builder wrong(SipRequest request) {
    var method = request.method();
    var ok = response(request, 200);
    return switch (random.nextInt(12)) {
      case 0 -> ok.set(HeaderName.CSEQ, new CSeq(request.cSeq().number() + 1, method));
      case 1 -> ok.set(HeaderName.CSEQ, new CSeq(request.cSeq().number(), Method.of("FOO")));
      case 2 -> ok.set(HeaderName.VIA, request.topVia().with("branch", "z9hG4bKwrong"));
      case 3 -> ok.set(HeaderName.VIA, Via.parse("SIP/2.0/UDP 192.0.2.1;branch=z9hG4bKw"));
      case 4 -> SipResponse.to(request, Status.OK);
      case 5 -> ok.set(HeaderName.CALL_ID, "another");
      case 6 -> response(request, 100 + random.nextInt(99));
      case 7 -> ok.body(MediaType.APPLICATION_SDP, "v=0\r\no=nonsense\r\n".getBytes(US_ASCII));
      case 8 -> response(request, 401).raw("WWW-Authenticate", "Digest nonce=");
      case 9 -> response(request, 503).raw("Retry-After", "soon");
      case 10 -> response(request, 302);
      default -> response(request, 300 + random.nextInt(400)).raw("Expires", "x");
    };
  }

  /** A request of its own with what it knows of a dialog, or thinks so. */
  private SipRequest.Builder again(SipRequest request) {
    var methods =
        new Method[] {
          Method.BYE, Method.INFO, Method.NOTIFY, Method.UPDATE, Method.CANCEL, Method.INVITE
        };
    var method = methods[random.nextInt(methods.length)];
    var target = request.headers().get(HeaderName.CONTACT).map(Contact::uri);
    return SipRequest.builder(method, target.orElse(SipUri.parse("sip:somebody@example.com")))
        .set(HeaderName.VIA, request.topVia().with("branch", "z9hG4bKw" + random.nextInt()))
        .set(HeaderName.FROM, tagged(request))
        .set(HeaderName.TO, request.from())
        .set(HeaderName.CALL_ID, request.callId())
        .set(HeaderName.CSEQ, new CSeq(1 + random.nextInt(9), method))
        .set(HeaderName.CONTACT, contact())
        .raw("Event", "presence")
        .raw("Subscription-State", random.nextBoolean() ? "active" : "terminated;reason=?");
  }

  @Override
  public void close() {
    world.onLoop(
        network,
        () -> {
          if (dtls != null) {
            dtls.close();
          }
          return true;
        });
    network.close();
  }
}
