package org.offhook;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.dialog.Dialog;
import org.offhook.dialog.DialogSnapshot;
import org.offhook.invite.ChangeWish;
import org.offhook.invite.InviteSession;
import org.offhook.invite.OfferHandler;
import org.offhook.invite.OpenOffer;
import org.offhook.invite.SessionEnd;
import org.offhook.invite.SessionListener;
import org.offhook.message.Method;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.AutoMode;
import org.offhook.ua.Automatic;

/**
 * What both kinds of calls have behind their handle: outcome, end, events, and the session once
 * there is one. On the loop, unless a method says otherwise.
 */
final class CallSession implements SessionListener {

  /**
   * The descriptions as the application sees them, from any thread.
   *
   * @param holding whether this side holds
   */
  record Descriptions(
      Optional<SessionDescription> local,
      Optional<SessionDescription> remote,
      Optional<SessionDescription> previousLocal,
      Optional<SessionDescription> previousRemote,
      boolean holding) {

    static final Descriptions NONE =
        new Descriptions(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  private final EndpointCore endpoint;
  private final Call call;
  private final Pending<CallOutcome> outcome;
  private final Pending<CallEnd> ended;
  private final @Nullable EventQueue<CallEvent> queue;
  private final @Nullable Consumer<CallEvent> handler;
  private final Attributes attributes = new Attributes();
  private final PeerState peer = new PeerState();
  private @Nullable InviteSession session;
  private @Nullable InviteSession early;
  private volatile Descriptions descriptions = Descriptions.NONE;
  private final Passing passing = new Passing();

  CallSession(
      EndpointCore endpoint, Call call, boolean ownEvents, @Nullable Consumer<CallEvent> handler) {
    this.endpoint = endpoint;
    this.call = call;
    this.handler = handler;
    this.outcome = endpoint.pending();
    this.ended = endpoint.pending();
    this.queue =
        ownEvents
            ? new EventQueue<CallEvent>(
                    endpoint.userThreads(),
                    endpoint.queueSizes().callEvents(),
                    lost -> new CallEvent.Overflowed(call, lost))
                .countedBy(endpoint::eventLost)
            : null;
  }

  /** Begins: takes the call's place among the endpoint's calls; fails it if there is none. */
  boolean enter() {
    var refusal = endpoint.enter(call);
    if (refusal != null) {
      notEstablished(new CallOutcome.Failed(refusal), CallEnd.Cause.FAILED, null);
      return false;
    }
    startHandler();
    return true;
  }

  /** As {@link #enter}, but nobody is told of a call for which there is no room. */
  boolean enterIfThereIsRoom() {
    boolean room = endpoint.enter(call) == null;
    if (room) {
      startHandler();
    }
    return room;
  }

  private void startHandler() {
    if (handler != null) {
      var events = handler;
      endpoint.runForCall(call, () -> serve(events));
    }
  }

  /** Feeds the handler, on its user thread, until the last event. */
  private void serve(Consumer<CallEvent> events) {
    try {
      CallEvent event;
      do {
        event = events().take();
        hand(event, events);
      } while (!(event instanceof CallEvent.Ended));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A handler that throws gets the next event all the same; what waits for it is refused. */
  private void hand(CallEvent event, Consumer<CallEvent> events) {
    try {
      events.accept(event);
    } catch (RuntimeException | Error e) {
      switch (event) {
        case CallEvent.RequestReceived received -> received.request().handlerFailed();
        case CallEvent.OfferReceived offered ->
            offered.offer().refuse(Status.SERVER_INTERNAL_ERROR);
        case CallEvent.Asked asked -> asked.step().decline();
        case CallEvent.TransferRequested asked -> asked.refer().handlerFailed();
        default -> {}
      }
      endpoint.handlerFailed(e);
    }
  }

  /** The call was answered: from now on the session tells what happens. */
  void begin(InviteSession begun) {
    session = begun;
    early = null;
    begun.listener(this);
    describe(begun);
  }

  /**
   * The early dialog that counts until the call is answered: its descriptions are the call's, and
   * requests go there. Null if there is none any more.
   */
  void early(@Nullable InviteSession current) {
    early = current;
    describe(current);
  }

  /** Who listens to an early dialog, which is the call's or one of several forks. */
  SessionListener listeningTo(InviteSession one) {
    return new EarlySession(one);
  }

  /** An early dialog's session: it can change, but its end is not the call's. */
  private final class EarlySession implements SessionListener {
    private final InviteSession one;

    EarlySession(InviteSession one) {
      this.one = one;
    }

    @Override
    public void established(SipMessage message) {}

    @Override
    public void changed(boolean byPeer) {
      if (one == early) {
        describe(one);
        tellChanged(byPeer);
      }
    }

    @Override
    public void offered(OpenOffer offer) {
      CallSession.this.offered(offer);
    }

    @Override
    public void request(ServerTransaction transaction) {
      CallSession.this.request(transaction);
    }

    @Override
    public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
      ask(action, cause, proceed, decline);
    }

    @Override
    public void ended(SessionEnd end) {}
  }

  void describe(@Nullable InviteSession current) {
    if (current != null) {
      var media = current.media();
      descriptions =
          new Descriptions(
              media.local(),
              media.remote(),
              media.previousLocal(),
              media.previousRemote(),
              current.isHolding());
    }
  }

  /** Before the call is answered there is at most the caller's offer. */
  void offered(@Nullable SessionDescription remote) {
    descriptions =
        new Descriptions(
            Optional.empty(),
            Optional.ofNullable(remote),
            Optional.empty(),
            Optional.empty(),
            false);
  }

  // --- what the session tells ---

  @Override
  public void established(SipMessage message) {
    describe(session);
    if (message instanceof SipResponse) {
      heard(message, session);
    }
    var up =
        new CallOutcome.Established(
            message.packed(), descriptions.remote().orElse(null), call.tried());
    if (outcome.complete(up)) {
      endpoint.dialogs().established(call);
      emit(new CallEvent.Established(call, up), EventQueue.Room.ORDINARY);
      descriptions.remote().ifPresent(passing::answered);
    }
  }

  @Override
  public void changed(boolean byPeer) {
    describe(session);
    endpoint.dialogs().changed(call);
    tellChanged(byPeer);
  }

  private void tellChanged(boolean byPeer) {
    emit(
        new CallEvent.SessionChanged(
            call, byPeer, descriptions.local().orElse(null), descriptions.remote().orElse(null)),
        EventQueue.Room.ORDINARY);
    descriptions.remote().ifPresent(passing::answered);
  }

  @Override
  public void offered(OpenOffer offer) {
    var waiting = new IncomingOffer(call, offer);
    if (!emit(new CallEvent.OfferReceived(call, waiting), EventQueue.Room.REQUEST)) {
      waiting.refuse(Status.SERVER_INTERNAL_ERROR);
    }
  }

  @Override
  public void heard(SipMessage message) {
    heard(message, session);
  }

  /** The peer may be somebody else now (RFC 4916 §4.4). */
  void heard(SipMessage message, @Nullable InviteSession by) {
    var flow = by == null ? null : by.dialog().flow();
    var hop = flow == null ? null : flow.remote();
    if (peer.heard(message, call.first(), hop, endpoint.core().settings().trust())) {
      endpoint.dialogs().changed(call);
      emit(
          new CallEvent.RemotePartyChanged(call, call.remoteParty(), message),
          EventQueue.Room.ORDINARY);
    }
  }

  @Override
  public void request(ServerTransaction transaction) {
    var request = transaction.request();
    var method = request.method();
    var automatic = endpoint.core().settings().automatic();
    boolean answered = automatic.mode(Automatic.ANSWER_INFO) == AutoMode.AUTO;
    if (answered && method.equals(Method.INFO)) {
      IncomingInfo.received(endpoint, this, transaction);
      return;
    }
    if (answered && method.equals(Method.MESSAGE)) {
      transaction.respond(endpoint.core().response(request, Status.OK).build());
      emit(new CallEvent.InfoReceived(call, request), EventQueue.Room.ORDINARY);
      return;
    }
    var waiting = new IncomingRequest(endpoint, transaction);
    if (!emit(new CallEvent.RequestReceived(call, waiting), EventQueue.Room.REQUEST)) {
      waiting.refuse();
    }
  }

  @Override
  public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    ask(action, cause, proceed, decline);
  }

  void ask(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    if (ended.isDone()) {
      // its BYE was challenged
      endpoint.askEndpoint(action, cause, proceed, decline);
      return;
    }
    emit(
        new CallEvent.Asked(call, endpoint.step(action, cause, proceed, decline)),
        EventQueue.Room.RESERVED);
  }

  @Override
  public void ended(SessionEnd end) {
    var cause =
        switch (end.kind()) {
          case LOCAL -> endpoint.isClosing() ? CallEnd.Cause.CLOSED : CallEnd.Cause.LOCAL_HANG_UP;
          case REMOTE -> CallEnd.Cause.REMOTE_HANG_UP;
          case REPLACED -> CallEnd.Cause.REPLACED;
          case NO_ACK -> CallEnd.Cause.NO_ACK;
          case EXPIRED -> CallEnd.Cause.EXPIRED;
          case FAILED -> CallEnd.Cause.FAILED;
        };
    outcome.complete(new CallOutcome.Failed(end.reason()));
    boolean leaving = session != null && session.isHungUp();
    finish(new CallEnd(cause, end.reason(), end.message()), leaving);
  }

  @Override
  public void left() {
    endpoint.left(call);
  }

  // --- the end ---

  void notEstablished(CallOutcome result, CallEnd.Cause cause, @Nullable SipMessage message) {
    if (outcome.complete(result)) {
      finish(
          new CallEnd(
              endpoint.isClosing() ? CallEnd.Cause.CLOSED : cause, result.reason(), message));
    }
  }

  private void finish(CallEnd end) {
    finish(end, false);
  }

  private void finish(CallEnd end, boolean leaving) {
    endpoint.dialogs().ended(call, end);
    session = null;
    early = null;
    endpoint.leave(call);
    call.over();
    if (ended.complete(end)) {
      emit(new CallEvent.Ended(call, end), EventQueue.Room.RESERVED);
      if (!leaving) {
        left();
      }
    }
  }

  /** The endpoint is gone: everything completes now. */
  void cutOff() {
    var closed = new CallEnd(CallEnd.Cause.CLOSED, "the endpoint was closed", null);
    if (session != null) {
      session.cutOff(closed.reason());
    }
    outcome.complete(new CallOutcome.Failed(closed.reason()));
    finish(closed);
  }

  // --- verbs, any thread ---

  Pending<OfferOutcome> change(
      @Nullable SessionDescription description, @Nullable Boolean holding) {
    return ask(ChangeWish.offer(description, holding, List.of()));
  }

  /** Another network: the peer is told where this side is now, if that changed; on the loop. */
  void networkChanged(UnaryOperator<SessionDescription> media) {
    var up = session;
    if (up == null || up.dialog().state() != Dialog.State.CONFIRMED) {
      return;
    }
    var before = descriptions.local().orElse(null);
    var after = before == null ? null : media.apply(before);
    boolean moved = endpoint.core().renewContact(up.dialog());
    if (moved || !Objects.equals(before, after)) {
      boolean same = Objects.equals(before, after);
      up.change(same ? null : after, null, new Changing(endpoint.pending()));
    }
  }

  Pending<OfferOutcome> ask(ChangeWish wish) {
    Pending<OfferOutcome> result = endpoint.pending();
    endpoint.command(
        () -> {
          var up = dialogSession().orElse(null);
          if (up == null) {
            result.complete(new OfferOutcome.Failed("the call has no dialog yet, or is over"));
          } else {
            up.ask(wish, new Changing(result));
          }
        },
        () -> result.complete(new OfferOutcome.Failed("the endpoint was closed")));
    return result;
  }

  Pending<RequestOutcome> request(
      Method method, @Nullable RequestBody body, List<HeaderRow> headers) {
    return new CallRequests(endpoint, this).send(method, body, headers);
  }

  Pending<Optional<DialogSnapshot>> dialog() {
    Pending<Optional<DialogSnapshot>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(dialogSession().map(up -> up.dialog().snapshot())),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /** Completes a {@link Pending} with what became of a change. */
  private record Changing(Pending<OfferOutcome> result) implements OfferHandler {

    @Override
    public void accepted(SipResponse response) {
      result.complete(
          new OfferOutcome.Accepted(
              response, org.offhook.invite.SdpBody.of(response).readable().orElse(null)));
    }

    @Override
    public void refused(SipResponse response) {
      result.complete(new OfferOutcome.Refused(response));
    }

    @Override
    public void failed(String reason) {
      result.complete(new OfferOutcome.Failed(reason));
    }
  }

  // --- events ---

  /** False if the event was dropped: there is no room, or it comes after the end. */
  boolean emit(CallEvent event, EventQueue.Room room) {
    if (ended.isDone() && !(event instanceof CallEvent.Ended)) {
      return false;
    }
    return queue != null ? queue.put(event, room) : endpoint.emit(event, room);
  }

  EventQueue<CallEvent> events() {
    if (queue == null) {
      throw new IllegalStateException(
          "the events of this call go to Endpoint.events(); ask for CallOptions.ownEvents()");
    }
    return queue;
  }

  boolean hasOwnEvents() {
    return queue != null;
  }

  @Nullable Consumer<CallEvent> handler() {
    return handler;
  }

  // --- state, any thread ---

  Pending<CallOutcome> outcome() {
    return outcome;
  }

  Pending<CallEnd> ended() {
    return ended;
  }

  Descriptions descriptions() {
    return descriptions;
  }

  Call call() {
    return call;
  }

  Passing passing() {
    return passing;
  }

  PeerState peer() {
    return peer;
  }

  Attributes attributes() {
    return attributes;
  }

  Optional<InviteSession> session() {
    return Optional.ofNullable(session);
  }

  /** The dialog, early or confirmed, if there is one. */
  Optional<Dialog> currentDialog() {
    return dialogSession().map(InviteSession::dialog);
  }

  /** The session, or while the call rings that of the early dialog. */
  Optional<InviteSession> dialogSession() {
    return Optional.ofNullable(session != null ? session : early);
  }

  SipRequest request() {
    return call.request();
  }
}
