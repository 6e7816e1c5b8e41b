package org.offhook.ua;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.offhook.auth.CredentialStore;
import org.offhook.auth.Credentials;
import org.offhook.dialog.Texts;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.transaction.Bench;
import org.offhook.transaction.RawPeer;

/** A user agent core, alice at 10.0.0.1, beside raw peers; bob's is at 10.0.0.2. */
public final class UaBench implements AutoCloseable {

  public final Bench bench = new Bench();
  public final RawPeer peer = bench.peer;
  public final UserAgentCore core;
  private int branches;

  public UaBench() {
    this(
        UaSettings.builder(NameAddr.parse("\"Alice\" <sip:alice@example.com>"))
            .credentials(
                CredentialStore.of(
                    Credentials.builder("alice").anyRealm().password("secret").build()))
            .build());
  }

  public UaBench(UaSettings settings) {
    core =
        bench.onLoop(
            () ->
                new UserAgentCore(
                    bench.network,
                    bench.transport,
                    bench.layer,
                    bench.transport.locator(),
                    settings));
  }

  /** Changes the settings. */
  public void settings(UnaryOperator<UaSettings.Builder> change) {
    bench.act(() -> core.settings(change.apply(core.settings().toBuilder()).build()));
  }

  /** Another peer. */
  public RawPeer peerAt(String address) {
    return new RawPeer(bench.world, address);
  }

  /** What a request brought. */
  public static final class Result implements SendHandler {
    public final List<SipRequest> sent = new ArrayList<>();
    public final List<SipResponse> provisional = new ArrayList<>();
    public final List<SipResponse> answers = new ArrayList<>();
    public final List<SipRequest> answered = new ArrayList<>();
    public final List<SendFailure> failures = new ArrayList<>();
    public final List<Automatic> asked = new ArrayList<>();

    @Override
    public void sent(SipRequest asSent, org.offhook.transport.Flow flow) {
      sent.add(asSent);
    }

    @Override
    public void provisional(SipResponse response) {
      provisional.add(response);
    }

    @Override
    public void finalResponse(SipResponse response, SipRequest asSent) {
      answers.add(response);
      answered.add(asSent);
    }

    @Override
    public void failed(SendFailure failure) {
      failures.add(failure);
    }

    @Override
    public void asks(Automatic action, SipResponse response, Sending sending) {
      asked.add(action);
    }

    /** The codes of the final responses. */
    public List<Integer> codes() {
      return answers.stream().map(answer -> answer.status().code()).toList();
    }
  }

  /** A new request of alice to a URI. */
  public SipRequest request(Method method, String target) {
    return bench.onLoop(() -> core.newRequest(method, uri(target)).build());
  }

  public static Uri uri(String text) {
    return SipUri.parse(text);
  }

  /** Sends. */
  public Sending send(Outgoing out, SendHandler handler) {
    return bench.onLoop(() -> core.sender().send(out, handler));
  }

  /** Sends a new request to bob. */
  public Sending send(Method method, SendHandler handler) {
    return send(Outgoing.of(request(method, "sip:bob@10.0.0.2")).build(), handler);
  }

  /** The peer answers the last request it got. */
  public void reply(int code, String... rows) {
    reply(peer, code, rows);
  }

  /** That peer answers the last request it got. */
  public void reply(RawPeer from, int code, String... rows) {
    reply(from, from.last().request(), code, rows);
  }

  /** That peer answers this request, with rows as {@code Name: value}. */
  public void reply(RawPeer from, SipRequest request, int code, String... rows) {
    var builder = SipResponse.to(request, Status.of(code));
    if (code > 100 && request.to().tag().isEmpty()) {
      builder.set(HeaderName.TO, request.to().withTag("b1"));
    }
    for (var row : rows) {
      int colon = row.indexOf(':');
      builder.raw(row.substring(0, colon), row.substring(colon + 1).strip());
    }
    from.send(builder.build());
  }

  /** The peer sends a request with a new branch; {@code rows} as in a message. */
  public SipRequest receive(String startLine, String... rows) {
    var text = new StringBuilder(startLine).append(" SIP/2.0\n");
    text.append("Via: SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bKp").append(++branches).append('\n');
    boolean own = false;
    for (var row : rows) {
      own |= row.startsWith("From:");
    }
    var method = startLine.substring(0, startLine.indexOf(' '));
    if (!own) {
      text.append("From: <sip:bob@example.com>;tag=b1\nTo: <sip:alice@example.com>\n");
      text.append("Call-ID: in-").append(branches).append("\nCSeq: 5 ").append(method).append('\n');
    }
    for (var row : rows) {
      text.append(row).append('\n');
    }
    var request = Texts.request(text.toString());
    peer.send(request);
    return request;
  }

  /** The last response that the peer got. */
  public SipResponse response() {
    return peer.last().response();
  }

  @Override
  public void close() {
    bench.close();
  }
}
