package org.offhook;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.DialogSnapshot;
import org.offhook.invite.ChangeWish;
import org.offhook.message.MediaType;
import org.offhook.message.Method;
import org.offhook.message.NameAddr;
import org.offhook.message.Reason;
import org.offhook.message.SipRequest;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;

/**
 * A call, outgoing or incoming, from its first message to its end (RFC 3261 §13 to §15).
 *
 * <p>Any thread may use it; its verbs return at once. Everything that the protocol asks for happens
 * by itself: acknowledging, repeating, cancelling, hanging up forks that are not wanted.
 *
 * <pre>{@code
 * var call = endpoint.call("sip:bob@example.com", sdp);
 * call.outcome().awaitOk();
 * call.hold().awaitOk();
 * call.hangUp().await();
 * }</pre>
 */
public abstract sealed class Call permits OutgoingCall, IncomingCall {

  /** How far a call has come. */
  public enum State {
    /** Not answered yet. */
    RINGING,
    /** Up. */
    ESTABLISHED,
    /** Over. */
    ENDED
  }

  final EndpointCore endpoint;
  private final CallSession calls;
  // on the loop
  private @Nullable DtmfSender dtmf;

  Call(EndpointCore endpoint, boolean ownEvents, @Nullable Consumer<CallEvent> handler) {
    this.endpoint = endpoint;
    this.calls = new CallSession(endpoint, this, ownEvents, handler);
  }

  CallSession calls() {
    return calls;
  }

  /** The request that began the call: the INVITE, received or first sent. */
  public abstract SipRequest request();

  /** Who the call began with: the caller, or who was called. */
  abstract NameAddr first();

  /** The next hops that were tried in vain to set it up. */
  List<String> tried() {
    return List.of();
  }

  /** How the attempt to set the call up ended. */
  public Pending<CallOutcome> outcome() {
    return calls.outcome();
  }

  /** How the call ended; every call has an end, also one that was never answered. */
  public Pending<CallEnd> ended() {
    return calls.ended();
  }

  /** How far the call has come. */
  public State state() {
    if (calls.ended().isDone()) {
      return State.ENDED;
    }
    return calls.outcome().isDone() ? State.ESTABLISHED : State.RINGING;
  }

  /**
   * Ends the call in whatever state it is: cancels it, refuses it with 603, or hangs up with BYE.
   * No effect on a call that is over.
   *
   * @return the same as {@link #ended()}
   */
  public Pending<CallEnd> hangUp() {
    return hangUp(List.of());
  }

  /** As {@link #hangUp()}, with extra header rows such as Reason in the message that ends it. */
  public Pending<CallEnd> hangUp(List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    endpoint.command(() -> endOnLoop(rows));
    return calls.ended();
  }

  /** As {@link #hangUp()}, saying why (RFC 3326 §2), in one protocol or in several. */
  public Pending<CallEnd> hangUp(Reason reason, Reason... more) {
    return hangUp(EndpointCore.rows(reason, more));
  }

  /**
   * Ends the call because another one ended, and tells the peer what that one's peer said: Reason,
   * and to a caller who still waits the status of the refusal; 408 if nobody answered, else 502.
   * For whoever joins two calls.
   *
   * <pre>{@code
   * caller.hangUp(callee.ended().await());
   * }</pre>
   */
  public Pending<CallEnd> hangUp(CallEnd other) {
    var rows = other.passedOn();
    endpoint.command(() -> endOnLoop(other.asRefusal(), rows));
    return calls.ended();
  }

  /** Ends the call, with a status where the caller still waits for one; on the loop. */
  void endOnLoop(Status refusal, List<org.offhook.message.HeaderField> rows) {
    endOnLoop(rows);
  }

  /** Ends the call; on the loop. */
  abstract void endOnLoop(List<org.offhook.message.HeaderField> rows);

  /** Another call was answered in its place; on the loop. */
  abstract void replacedOnLoop();

  /** The Reason of what ends a call that was replaced (RFC 3326 §2). */
  static final List<org.offhook.message.HeaderField> REPLACED =
      List.of(
          new org.offhook.message.HeaderField(
              "Reason", "SIP;cause=200;text=\"Replaced by another call\""));

  /** The call has its end; on the loop. */
  void over() {
    if (dtmf != null) {
      dtmf.over("the call is over");
    }
  }

  /**
   * Puts the peer on hold (RFC 3264 §8.4). Before the call is answered this waits for the end of
   * the first offer/answer exchange and goes by UPDATE.
   */
  public Pending<OfferOutcome> hold() {
    return calls.change(null, true);
  }

  /** Takes the peer off hold; a hold by the peer itself stays. */
  public Pending<OfferOutcome> resume() {
    return calls.change(null, false);
  }

  /**
   * Offers another session, by re-INVITE or, before the call is answered, by UPDATE. One change
   * runs at a time, further ones wait; a clash with the peer's own change (491) is repeated by
   * itself.
   */
  public Pending<OfferOutcome> offer(SessionDescription description) {
    return calls.change(description, null);
  }

  /** As {@link #offer(SessionDescription)}, with extra header rows. */
  public Pending<OfferOutcome> offer(SessionDescription description, List<HeaderRow> headers) {
    return calls.ask(
        ChangeWish.offer(Objects.requireNonNull(description), null, EndpointCore.fields(headers)));
  }

  /**
   * Asks the peer for its offer, by a re-INVITE without a description (RFC 3261 §14.1). It comes as
   * {@link CallEvent.OfferReceived}, whatever {@code Automatic.ANSWER_OFFER} says, and {@link
   * IncomingOffer#accept(SessionDescription)} answers it in the ACK. Where it is refused, or not
   * decided for 16 seconds, the call ends: the peer has said what it wants, and there is nothing
   * else in force. Waits until the call is up.
   *
   * <pre>{@code
   * var asked = call.askForOffer(List.of());
   * if (call.events().take() instanceof CallEvent.OfferReceived event) {
   *   event.offer().accept(LocalCapabilities.audio("192.0.2.1", 40000, RtpMap.PCMU));
   * }
   * asked.awaitOk();
   * }</pre>
   *
   * @return done when the offer is answered; its {@link OfferOutcome.Accepted#answer} is the peer's
   *     offer
   */
  public Pending<OfferOutcome> askForOffer(List<HeaderRow> headers) {
    return calls.ask(ChangeWish.question(EndpointCore.fields(headers)));
  }

  /**
   * Sends UPDATE without an offer (RFC 3311): tells the peer this side's Contact and refreshes the
   * session's timer. Fails where the peer says that it does not take UPDATE.
   *
   * <pre>{@code
   * call.update().awaitOk();
   * }</pre>
   */
  public Pending<OfferOutcome> update() {
    return update(List.of());
  }

  /** As {@link #update()}, with extra header rows. */
  public Pending<OfferOutcome> update(List<HeaderRow> headers) {
    return calls.ask(ChangeWish.update(null, EndpointCore.fields(headers)));
  }

  /**
   * Offers another session by UPDATE (RFC 3311), before the call is answered or later. Unlike a
   * re-INVITE it must be answered at once, so the peer refuses (504) what its user has to decide.
   */
  public Pending<OfferOutcome> update(SessionDescription description) {
    return update(description, List.of());
  }

  /** As {@link #update(SessionDescription)}, with extra header rows. */
  public Pending<OfferOutcome> update(SessionDescription description, List<HeaderRow> headers) {
    return calls.ask(
        ChangeWish.update(Objects.requireNonNull(description), EndpointCore.fields(headers)));
  }

  /**
   * Transfers the peer to another target, such as {@code sip:carol@example.com} (blind transfer,
   * RFC 5589 §6): the peer calls it, and this call is hung up when that call is answered. Where it
   * is not, this call stays as it is.
   *
   * <pre>{@code
   * switch (call.transfer("sip:carol@example.com").outcome().await()) {
   *   case TransferOutcome.Succeeded s -> System.out.println("they talk");
   *   case TransferOutcome other -> System.out.println("not transferred: " + other.reason());
   * }
   * }</pre>
   *
   * @throws IllegalArgumentException if the target is no URI
   */
  public Transfer transfer(String target) {
    return transfer(ReferOptions.to(target));
  }

  /**
   * Connects the peer with the peer of another call (attended transfer, RFC 5589 §7); both calls
   * end when those two talk. The other call may live in another endpoint.
   */
  public Transfer transfer(Call other) {
    return transfer(ReferOptions.to(other));
  }

  /** Transfers the peer; see {@link ReferOptions}. */
  public Transfer transfer(ReferOptions wanted) {
    return Transfer.begin(endpoint, this, wanted);
  }

  /**
   * Subscribes to a state of the peer inside this call's dialog (RFC 6665 §4.5), which lasts as
   * long as both (RFC 5057 §4). Once lost it is not made anew; {@link Endpoint#subscribe} does
   * that.
   *
   * <pre>{@code
   * Subscription conference = call.subscribe("conference");
   * }</pre>
   */
  public Subscription subscribe(String eventPackage) {
    return subscribe(SubscribeOptions.of(eventPackage));
  }

  /** As {@link #subscribe(String)}; see {@link SubscribeOptions}. */
  public Subscription subscribe(SubscribeOptions wanted) {
    return Subscription.begin(endpoint, this, wanted);
  }

  /**
   * Sends a request of any method inside the call.
   *
   * @throws IllegalArgumentException for INVITE, ACK, CANCEL and BYE, which have verbs of their own
   */
  public Pending<RequestOutcome> request(Method method, MediaType type, byte[] body) {
    return calls.request(method, new RequestBody(type, body.clone()), List.of());
  }

  /** As {@link #request(Method, MediaType, byte[])}, without body and with extra header rows. */
  public Pending<RequestOutcome> request(Method method, List<HeaderRow> headers) {
    return calls.request(method, null, headers);
  }

  /**
   * Builds a request of any method as the call's dialog, early or confirmed, would send it now,
   * without sending it: From and To with their tags, Call-ID, Route, Contact where the method has
   * one, and the CSeq number that would be next, which is not used up (RFC 3261 §12.2.1.1). Empty
   * if there is no dialog yet, or none any more.
   *
   * <p>{@link Draft#send} may come at any time and more than once, each time as a new request: with
   * From, To and Call-ID of the dialog, and its next CSeq number at that moment. Everything else is
   * as the draft says. Where the dialog has ended meanwhile the outcome is {@link
   * RequestOutcome.Failed}. Some methods change the call, and do so here as well:
   *
   * <ul>
   *   <li>INVITE and UPDATE are an {@link #offer(SessionDescription)} or {@link
   *       #update(SessionDescription)} of the description in the body, and without a body {@link
   *       #askForOffer} and {@link #update()}: one change at a time, a clash is repeated. Of the
   *       draft they keep what the edit added or changed.
   *   <li>BYE is {@link #hangUp()}: one BYE, after the ACK; before the call is up it ends
   *       otherwise, and the outcome is a failure.
   *   <li>REFER needs Refer-To, and is a {@link #transfer(ReferOptions)} that leaves this call as
   *       it is; reports come as {@link CallEvent.TransferProgress}.
   * </ul>
   *
   * <pre>{@code
   * var draft = call.prepare(Method.INFO).await().orElseThrow();
   * draft.edit(info -> info.raw("Info-Package", "weather").body(type, bytes)).send().awaitOk();
   * }</pre>
   *
   * @throws IllegalArgumentException for ACK and CANCEL, which have verbs of their own; {@link
   *     Draft#send} throws it too where the edit made one of these, an INVITE or UPDATE whose body
   *     is no session description, or a REFER without Refer-To
   */
  public Pending<Optional<Draft<Pending<RequestOutcome>>>> prepare(Method method) {
    return new CallRequests(endpoint, calls).prepare(method);
  }

  /** Sends INFO with a body, without a package (RFC 6086 §4, the legacy use). */
  public Pending<RequestOutcome> info(MediaType type, byte[] body) {
    return request(Method.INFO, type, body);
  }

  /**
   * Sends INFO of a package (RFC 6086 §4). Fails without sending anything if the peer did not
   * announce that it takes this package: see {@link #infoPackages}.
   */
  public Pending<RequestOutcome> info(String infoPackage, MediaType type, byte[] body) {
    var rows =
        List.of(
            new HeaderRow("Info-Package", infoPackage),
            new HeaderRow("Content-Disposition", "Info-Package"));
    var taken = infoPackages().orElse(List.of());
    if (taken.stream().noneMatch(infoPackage::equalsIgnoreCase)) {
      Pending<RequestOutcome> refused = endpoint.pending();
      refused.complete(
          new RequestOutcome.Failed(
              "the peer does not take INFO of package " + infoPackage + ", only of " + taken,
              List.of(),
              false));
      return refused;
    }
    return calls.request(Method.INFO, new RequestBody(type, body.clone()), rows);
  }

  /** The packages that the peer takes in INFO; empty as long as it did not say (RFC 6086 §5.2). */
  public Optional<List<String>> infoPackages() {
    return calls.peer().infoPackages();
  }

  /**
   * Presses keys: sends one INFO for each, {@code application/dtmf-relay}, 160 ms long, in order.
   *
   * @param digits 0 to 9, *, #, A to D, and ! for the hook flash
   * @throws IllegalArgumentException if there is none, or one is no key; nothing is sent then
   */
  public Pending<DtmfOutcome> sendDtmf(String digits) {
    return sendDtmf(digits, DtmfOptions.DEFAULT);
  }

  /**
   * As {@link #sendDtmf(String)}, in another format or time. Each key waits for the answer to the
   * one before and for the end of its tone and pause; what is sent meanwhile waits for all of them.
   */
  public Pending<DtmfOutcome> sendDtmf(String digits, DtmfOptions options) {
    var keys = DtmfSender.keys(digits, options.tone());
    Pending<DtmfOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          if (dtmf == null) {
            dtmf = new DtmfSender(endpoint, calls);
          }
          dtmf.send(keys, options, result);
        },
        () -> result.complete(new DtmfOutcome.Failed(0, "the endpoint was closed")));
    return result;
  }

  /** Who is at the other end, as far as known now; see {@link CallEvent.RemotePartyChanged}. */
  public RemoteParty remoteParty() {
    return calls.peer().party().orElseGet(() -> RemoteParty.claimed(first()));
  }

  /** Sends a text message inside the call (RFC 3428). */
  public Pending<RequestOutcome> message(String text) {
    return request(
        Method.MESSAGE,
        MediaType.parse("text/plain;charset=UTF-8"),
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  /** Sends the ACK, where {@code Automatic.ACK} is not automatic. No effect otherwise. */
  public void acknowledge() {
    acknowledge(List.of());
  }

  /** As {@link #acknowledge()}, with extra header rows, in each repetition of the ACK too. */
  public void acknowledge(List<HeaderRow> headers) {
    var rows = EndpointCore.fields(headers);
    endpoint.command(() -> calls.session().ifPresent(session -> session.acknowledgeNow(rows)));
  }

  /**
   * The ACK for the 2xx to this side's INVITE as it would be sent now: with Route, and the
   * credentials of the INVITE (RFC 3261 §13.2.2.4). Nothing is sent. Empty before the 2xx, and in a
   * call of the peer.
   *
   * <pre>{@code
   * var ack = call.prepareAcknowledgement().await().orElseThrow();
   * call.acknowledge(ack.toBuilder().raw("X-Mood", "good").build());
   * }</pre>
   */
  public Pending<Optional<SipRequest>> prepareAcknowledgement() {
    Pending<Optional<SipRequest>> result = endpoint.pending();
    endpoint.command(
        () ->
            result.complete(
                calls.session().flatMap(session -> Optional.ofNullable(session.ackDraft()))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /**
   * Sends the ACK that the application wrote, best from {@link #prepareAcknowledgement}, in each
   * repetition too: From, To, Call-ID and CSeq are written anew. A session description in its body
   * answers the offer that the 2xx brought. No effect where the ACK was sent, as it is by itself
   * unless {@code Automatic.ACK} says otherwise or the 2xx brought an offer.
   *
   * @throws IllegalArgumentException if it is no ACK
   */
  public void acknowledge(SipRequest ack) {
    if (!ack.method().equals(Method.ACK)) {
      throw new IllegalArgumentException(ack.method() + " acknowledges nothing; use ACK");
    }
    endpoint.command(() -> calls.session().ifPresent(session -> session.acknowledgeNow(ack)));
  }

  /** This side's session description in force, or as offered before there is an answer. */
  public Optional<SessionDescription> localDescription() {
    return calls.descriptions().local();
  }

  /** The peer's session description in force, or as offered before there is an answer. */
  public Optional<SessionDescription> remoteDescription() {
    return calls.descriptions().remote();
  }

  /** This side's session description before the last change. */
  public Optional<SessionDescription> previousLocalDescription() {
    return calls.descriptions().previousLocal();
  }

  /** The peer's session description before the last change. */
  public Optional<SessionDescription> previousRemoteDescription() {
    return calls.descriptions().previousRemote();
  }

  /** Whether this side holds the peer. */
  public boolean isHolding() {
    return calls.descriptions().holding();
  }

  /** The dialog's state for diagnosis; empty before there is a dialog and after its end. */
  public Pending<Optional<DialogSnapshot>> dialog() {
    return calls.dialog();
  }

  /** The Call-ID. */
  public String callId() {
    return request().callId();
  }

  /** The application's own objects. */
  public Attributes attributes() {
    return calls.attributes();
  }

  /**
   * The events of this call.
   *
   * @throws IllegalStateException if they go to {@link Endpoint#events()} or to a handler: see
   *     {@link CallOptions#ownEvents} and {@link Endpoint#onCall}
   */
  public EventQueue<CallEvent> events() {
    return calls.events();
  }

  @Override
  public String toString() {
    return "call " + callId();
  }
}
