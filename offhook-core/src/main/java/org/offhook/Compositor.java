package org.offhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.publish.EventStateCompositor;
import org.offhook.publish.PublishedState;
import org.offhook.ua.EventPackage;
import org.offhook.ua.EventPolicy;
import org.offhook.ua.InboundRequest;

/** What peers published at an endpoint, and their way to user code: RFC 3903 §6. On the loop. */
final class Compositor {

  private final EndpointCore endpoint;
  private EventPolicy policy = EventPolicy.DEFAULT;
  private @Nullable EventStateCompositor states;

  Compositor(EndpointCore endpoint) {
    this.endpoint = endpoint;
  }

  /** A PUBLISH, for which there is a handler. */
  void received(InboundRequest inbound, PublishHandler handler) {
    var publication = new IncomingPublication(endpoint, this, inbound);
    if (endpoint.isClosing()) {
      publication.refuse(Status.TEMPORARILY_UNAVAILABLE, List.of());
      return;
    }
    endpoint.run("publish", () -> handle(handler, publication));
  }

  private void handle(PublishHandler handler, IncomingPublication publication) {
    try {
      handler.handle(publication);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception | Error e) {
      publication.handlerFailed();
      endpoint.handlerFailed(e);
    }
  }

  void publish(InboundRequest inbound) {
    var request = inbound.request();
    inbound.respond(states().publish(address(request.requestUri()), request, inbound::response));
  }

  /** With other packages than before all states are forgotten, as after a new start. */
  private EventStateCompositor states() {
    var now = endpoint.core().settings().events();
    var kept = states;
    if (kept == null || !now.equals(policy)) {
      cutOff();
      policy = now;
      kept = new EventStateCompositor(endpoint.loop(), now, this::changed);
      states = kept;
    }
    return kept;
  }

  /** Equal addresses in one form: without port, parameters and headers (RFC 3903 §4). */
  private static String address(Uri target) {
    return target instanceof SipUri sip
        ? SipUri.of(sip.user().orElse(null), sip.host(), -1).toString()
        : target.toString();
  }

  private void changed(String address, EventPackage about, List<PublishedState> now) {
    var bodies =
        now.stream().map(one -> NotifyBody.of(one.body().type(), one.body().bytes())).toList();
    endpoint.emit(
        new SubscriptionEvent.StatesChanged(endpoint.endpoint(), address, about.name(), bodies),
        EventQueue.Room.ORDINARY);
  }

  /** Forgets all; nobody is told. */
  void cutOff() {
    if (states != null) {
      states.close();
    }
  }
}
