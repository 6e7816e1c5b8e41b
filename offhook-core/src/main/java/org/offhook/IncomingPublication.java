package org.offhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.offhook.loop.TimerHandle;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.ua.InboundRequest;
import org.offhook.ua.Provenance;

/**
 * A state that a peer publishes here (PUBLISH, RFC 3903 §6): the application says whether it may.
 * What is accepted is kept with an entity-tag until it expires or is removed, and told by {@link
 * SubscriptionEvent.StatesChanged}; 412, 423 and the like are answered by themselves. Any thread;
 * the first decision counts, and left alone it is refused with 480 after 20 seconds.
 *
 * <pre>{@code
 * endpoint.onPublish(IncomingPublication::accept);
 * }</pre>
 */
public final class IncomingPublication {

  private static final Duration DECIDE_WITHIN = Duration.ofSeconds(20);

  private final EndpointCore endpoint;
  private final Compositor compositor;
  private final InboundRequest inbound;
  private final TimerHandle limit;
  private boolean decided;

  /** On the loop. */
  IncomingPublication(EndpointCore endpoint, Compositor compositor, InboundRequest inbound) {
    this.endpoint = endpoint;
    this.compositor = compositor;
    this.inbound = inbound;
    this.limit =
        endpoint
            .loop()
            .after(DECIDE_WITHIN, () -> refuse(Status.TEMPORARILY_UNAVAILABLE, List.of()));
  }

  /** The PUBLISH. */
  public SipRequest request() {
    return inbound.request();
  }

  /** Whose state it is: the Request-URI. */
  public Uri target() {
    return request().requestUri();
  }

  /** Who publishes, as the peer says. */
  public NameAddr from() {
    return request().from();
  }

  /** The event package; empty if the peer names none. */
  public String eventPackage() {
    return request().headers().get(HeaderName.EVENT).map(ParameterizedToken::value).orElse("");
  }

  /** The state; empty for a refresh or a removal. */
  public Optional<NotifyBody> state() {
    return request().hasBody()
        ? request().contentType().map(type -> NotifyBody.of(type, request().body()))
        : Optional.empty();
  }

  /** Whether a state is removed. */
  public boolean isRemoval() {
    return request().headers().get(HeaderName.EXPIRES).orElse(1L) == 0;
  }

  /** How far the peer proved who it is. */
  public Provenance provenance() {
    return inbound.provenance();
  }

  /** It may: the state is kept, refreshed, changed or removed, if the rules allow. */
  public void accept() {
    endpoint.command(
        () -> {
          if (decide()) {
            compositor.publish(inbound);
          }
        });
  }

  /** Refuses with a final status of 300 or above. */
  public void reject(Status status) {
    reject(status, List.of());
  }

  /** As {@link #reject(Status)}, with extra header rows. */
  public void reject(Status status, List<HeaderRow> headers) {
    if (status.code() < 300) {
      throw new IllegalArgumentException(status + " is no refusal; use 300 to 699");
    }
    endpoint.command(() -> refuse(status, headers));
  }

  /** On the loop. */
  void refuse(Status status, List<HeaderRow> headers) {
    if (decide()) {
      var response = inbound.response(status);
      headers.forEach(row -> response.raw(row.name(), row.value()));
      inbound.respond(response.build());
    }
  }

  private boolean decide() {
    if (decided) {
      return false;
    }
    decided = true;
    limit.cancel();
    return true;
  }

  /** A handler of the application threw. */
  void handlerFailed() {
    endpoint.command(() -> refuse(Status.SERVER_INTERNAL_ERROR, List.of()));
  }

  @Override
  public String toString() {
    return "PUBLISH of " + eventPackage() + " for " + target();
  }
}
