package org.offhook;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.RetryAfter;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.TlsPeer;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Provenance;

/**
 * A request of a peer that waits for the application's answer, inside a call or outside. Answer it
 * from any thread; left alone for 20 seconds it is answered: with 480, inside a call with 500.
 *
 * <pre>{@code
 * endpoint.onRequest(request -> {
 *   System.out.println(request.text());
 *   request.respond(Status.OK);
 * });
 * }</pre>
 */
public final class IncomingRequest implements Answerable {

  /** After this time without an answer the peer's own timer is about to end. */
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final List<String> PASSED_ON =
      List.of("Info-Package", "Content-Disposition", "Content-Language", "Content-Encoding");

  private final EndpointCore endpoint;
  private final ServerTransaction transaction;
  private final SipRequest request;
  private final String localTag;
  private final Provenance provenance;
  private final @Nullable TlsPeer tls;
  private @Nullable TimerHandle limit;
  private boolean answered;
  private volatile boolean decided;

  /** What says least: a BYE is done, another request in a call must not end it (RFC 5057 §5.1). */
  private static Status lastResort(SipRequest request) {
    if (request.method().equals(Method.BYE)) {
      return Status.OK;
    }
    return request.to().tag().isPresent()
        ? Status.SERVER_INTERNAL_ERROR
        : Status.TEMPORARILY_UNAVAILABLE;
  }

  /** On the loop. */
  IncomingRequest(EndpointCore endpoint, ServerTransaction transaction) {
    this.endpoint = endpoint;
    this.transaction = transaction;
    this.request = transaction.request();
    this.localTag = transaction.localTag();
    this.provenance = Provenance.of(transaction.flow());
    this.tls = transaction.flow().tls();
    this.limit = endpoint.loop().after(LIMIT, () -> answer(builder(lastResort(request)).build()));
  }

  /** The request. */
  public SipRequest request() {
    return request;
  }

  @Override
  public SipRequest message() {
    return request;
  }

  /**
   * What its connection proves about the sender (RFC 5922 §7.4); what digest proves is not in here.
   */
  public Provenance provenance() {
    return provenance;
  }

  /** The peer of the connection that it came by: its certificate, if it showed one; else empty. */
  public Optional<TlsPeer> tls() {
    return Optional.ofNullable(tls);
  }

  /** Its body as text in UTF-8; empty without body. */
  public String text() {
    return new String(request.body(), StandardCharsets.UTF_8);
  }

  /** Answers with a status. The first final answer counts; later ones have no effect. */
  public void respond(Status status) {
    respond(status, List.of());
  }

  /** Answers with a status and extra header rows. */
  public void respond(Status status, List<HeaderRow> headers) {
    respond(
        status,
        builder -> {
          headers.forEach(row -> builder.raw(row.name(), row.value()));
          return builder;
        });
  }

  /**
   * Answers with a status and anything else: the builder has Via, From, To, Call-ID and CSeq set.
   * The edit runs on the caller's thread.
   */
  public void respond(Status status, UnaryOperator<SipResponse.Builder> edit) {
    respond(edit.apply(builder(status)).build());
  }

  /**
   * The answer with this status as {@link #respond(Status)} would give it now: Via, From, To with
   * this side's tag, Call-ID, CSeq and Server. Nothing is sent; edit it, and give it by {@link
   * #respond(SipResponse)}. Empty if it is answered.
   *
   * <pre>{@code
   * var answer = request.prepare(Status.OK).await().orElseThrow();
   * request.respond(answer.toBuilder().raw("X-Seen-By", "desk").build());
   * }</pre>
   */
  @Override
  public Pending<Optional<SipResponse>> prepare(Status status) {
    Pending<Optional<SipResponse>> result = endpoint.pending();
    result.complete(decided ? Optional.empty() : Optional.of(builder(status).build()));
    return result;
  }

  /**
   * Answers with a response that the application wrote, best from {@link #prepare}. The first final
   * one counts: see {@link #isAnswered}.
   *
   * @throws IllegalArgumentException if it answers another request: Call-ID, CSeq or Via is not as
   *     in {@link #request}
   */
  @Override
  public void respond(SipResponse response) {
    if (!isAnswer(response, request)) {
      throw new IllegalArgumentException(
          "this answers another request; begin with prepare, and leave Via, Call-ID and CSeq");
    }
    if (response.status().isFinal()) {
      decided = true;
    }
    endpoint.command(() -> answer(response));
  }

  /** Whether a response has what ties it to a request (RFC 3261 §8.2.6.2). */
  static boolean isAnswer(SipResponse response, SipRequest request) {
    return response.callId().equals(request.callId())
        && response.cSeq().equals(request.cSeq())
        && response.headers().all(HeaderName.VIA).equals(request.headers().all(HeaderName.VIA));
  }

  /**
   * Whether the final answer was given, by the application or for it: what comes later has no
   * effect. Any thread.
   */
  @Override
  public boolean isAnswered() {
    return decided;
  }

  /**
   * Sends the same inside another call, and answers as its peer does; with 500 if that one does not
   * answer. What goes on is the method, the body and what describes it. For whoever joins two
   * calls.
   *
   * <pre>{@code
   * case CallEvent.RequestReceived event -> event.request().passTo(other);
   * }</pre>
   */
  public void passTo(Call other) {
    var rows =
        PASSED_ON.stream()
            .flatMap(
                name -> request.headers().texts(name).stream().map(t -> new HeaderRow(name, t)))
            .toList();
    other
        .calls()
        .request(request.method(), body(request), rows)
        .then(
            outcome -> {
              if (outcome instanceof RequestOutcome.Answered answered) {
                respondAs(answered.response());
              } else {
                respond(Status.SERVER_INTERNAL_ERROR);
              }
            });
  }

  private static @Nullable RequestBody body(SipMessage message) {
    return message.contentType().map(type -> new RequestBody(type, message.body())).orElse(null);
  }

  private void respondAs(SipResponse other) {
    var body = body(other);
    respond(
        other.status(),
        builder -> body == null ? builder : builder.body(body.type(), body.bytes()));
  }

  private SipResponse.Builder builder(Status status) {
    var builder = SipResponse.to(request, status);
    if (request.to().tag().isEmpty() && status.code() != 100) {
      builder.set(HeaderName.TO, request.to().withTag(localTag));
    }
    var product = endpoint.settings().product();
    return product.isEmpty() ? builder : builder.set(HeaderName.SERVER, product);
  }

  /** A handler of the application threw: 500, unless there is an answer (RFC 3261 §21.5.1). */
  void handlerFailed() {
    endpoint.command(() -> answer(builder(Status.SERVER_INTERNAL_ERROR).build()));
  }

  /** There is no room for it; on the loop. */
  void refuse() {
    answer(
        builder(Status.SERVICE_UNAVAILABLE).set(HeaderName.RETRY_AFTER, RetryAfter.of(5)).build());
  }

  private void answer(SipResponse response) {
    if (answered) {
      return;
    }
    if (response.status().isFinal()) {
      answered = true;
      decided = true;
      if (limit != null) {
        limit.cancel();
        limit = null;
      }
    }
    transaction.respond(endpoint.settings().trust().toHop(response, transaction.flow()));
  }

  @Override
  public String toString() {
    return request.method() + " from " + request.from().uri();
  }
}
