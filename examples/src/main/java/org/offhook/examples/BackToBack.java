package org.offhook.examples;

import java.util.List;
import java.util.Optional;
import org.offhook.Call;
import org.offhook.CallEvent;
import org.offhook.CallOptions;
import org.offhook.Endpoint;
import org.offhook.EndpointOptions;
import org.offhook.IncomingCall;
import org.offhook.IncomingRefer;
import org.offhook.Listen;
import org.offhook.message.HeaderName;
import org.offhook.message.SipUri;
import org.offhook.message.Status;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * A back-to-back user agent (RFC 3261 §6): joins each incoming call with one of its own to the same
 * user at another host. What one side does crosses to the other; media flow between the two.
 *
 * <p>Each leg takes its events on a thread of its own, and has its peer as an attribute. Transfers
 * are carried out here rather than passed on: whoever stays need not know REFER, and a Replaces
 * names a dialog that only this side knows. Who stays gets a re-INVITE when the new peer answers.
 *
 * @param endpoint where calls come in and go out
 * @param target where they go to
 */
public record BackToBack(Endpoint endpoint, SipUri target) {

  private static final String PEER = "peer";
  private static final String TRANSFEROR = "transferor";

  /** Runs until it is killed: {@code BackToBack sip:0.0.0.0:5060 192.0.2.7:5060}. */
  public static void main(String[] args) throws InterruptedException {
    if (args.length != 2) {
      throw new IllegalArgumentException("say where to listen, and the HOST:PORT to call");
    }
    var options = EndpointOptions.builder().listen(Listen.parse(args[0]));
    try (var endpoint = start(options, args[1])) {
      Runtime.getRuntime().addShutdownHook(new Thread(endpoint::close));
      endpoint.listening().forEach(socket -> System.out.println("listening on " + socket));
      while (true) {
        System.out.println(endpoint.events().take());
      }
    }
  }

  /** Starts an endpoint whose calls go on to the same user at {@code target}, HOST:PORT. */
  public static Endpoint start(EndpointOptions.Builder options, String target)
      throws InterruptedException {
    options.automatic(Automatic.ANSWER_OFFER, AutoMode.MANUAL);
    options.automatic(Automatic.ANSWER_INFO, AutoMode.MANUAL);
    var endpoint = Endpoint.start(options.build());
    endpoint.onCall(new BackToBack(endpoint, SipUri.parse("sip:" + target))::join);
    return endpoint;
  }

  private void join(IncomingCall caller) throws InterruptedException {
    var replaced = caller.replaces().flatMap(BackToBack::peer);
    if (caller.request().headers().get(HeaderName.MAX_FORWARDS).orElse(1) == 0) {
      caller.reject(Status.TOO_MANY_HOPS); // calls that go in a circle end here
    } else if (replaced.isPresent()) {
      replace(caller, replaced.get());
    } else {
      var user = caller.request().requestUri() instanceof SipUri to ? to.user().orElse(null) : null;
      var wanted = CallOptions.to(target.withUser(user)).onBehalfOf(caller);
      connect(caller, endpoint.call(wanted.attribute(PEER, caller).onEvent(this::relay)));
    }
    CallEvent event;
    do {
      event = caller.events().take();
      relay(event);
    } while (!(event instanceof CallEvent.Ended));
  }

  private static void replace(IncomingCall caller, Call stays) throws InterruptedException {
    if (caller.offer().isPresent() && stays.offer(caller.offer().get()).await().isOk()) {
      connect(caller, stays);
      stays.remoteDescription().ifPresent(caller::answer);
    } else {
      caller.reject(Status.NOT_ACCEPTABLE_HERE);
    }
  }

  private static void connect(Call one, Call other) {
    one.attributes().put(PEER, other);
    other.attributes().put(PEER, one);
  }

  /** Who is at the other end; nobody if that one has another peer by now. */
  private static Optional<Call> peer(Call leg) {
    var other = leg.attributes().get(PEER, Call.class);
    return other.filter(it -> it.attributes().get(PEER, Call.class).orElse(leg) == leg);
  }

  private void relay(CallEvent event) {
    peer(event.call()).ifPresent(other -> relay(event, event.call(), other));
  }

  private void relay(CallEvent event, Call leg, Call other) {
    switch (event) {
      case CallEvent.Progress it -> progress(it, other);
      case CallEvent.Established it -> established(leg, other);
      case CallEvent.OfferReceived it -> it.offer().passTo(other);
      case CallEvent.RequestReceived it -> it.request().passTo(other);
      case CallEvent.TransferRequested it -> transfer(leg, other, it.refer());
      case CallEvent.Ended it -> ended(leg, other, it);
      default -> {}
    }
  }

  private static void progress(CallEvent.Progress it, Call other) {
    if (other instanceof IncomingCall caller && it.status().code() > 100) {
      caller.progress(it.status(), it.earlyMedia().orElse(null), List.of());
    }
  }

  /** The caller gets the answer; who waits in a transfer is offered it. */
  private static void established(Call leg, Call other) {
    if (leg.attributes().get(TRANSFEROR, Call.class).isPresent()) {
      leg.attributes().remove(TRANSFEROR);
      leg.remoteDescription().ifPresent(other::offer);
    } else if (other instanceof IncomingCall caller) {
      leg.remoteDescription().ifPresent(caller::answer);
    }
  }

  private void transfer(Call transferor, Call stays, IncomingRefer refer) {
    if (refer.isForCall()) {
      var wanted = refer.callOptions().offerFrom(stays).onEvent(this::relay);
      wanted = wanted.attribute(PEER, stays).attribute(TRANSFEROR, transferor);
      stays.attributes().put(PEER, refer.accept(wanted)); // the transferor may hang up now
    } else {
      refer.reject(Status.DECLINE);
    }
  }

  /** The other side ends too; but if it was to be transferred, it has its old peer again. */
  private static void ended(Call leg, Call other, CallEvent.Ended it) {
    var transferor = leg.attributes().get(TRANSFEROR, Call.class);
    transferor.ifPresent(old -> connect(old, other));
    var back = transferor.orElse(leg);
    if (back.state() == Call.State.ENDED || other.state() == Call.State.ENDED) {
      other.hangUp(it.end());
      back.hangUp(it.end());
    }
  }
}
