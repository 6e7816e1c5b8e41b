package org.offhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.offhook.invite.CalleeListener;
import org.offhook.invite.InviteSession;
import org.offhook.invite.InviteUas;
import org.offhook.invite.Reply;
import org.offhook.invite.SdpBody;
import org.offhook.loop.TimerHandle;
import org.offhook.message.Contact;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.NameAddr;
import org.offhook.message.Reason;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.message.Uri;
import org.offhook.net.TlsPeer;
import org.offhook.sdp.Answer;
import org.offhook.sdp.LocalCapabilities;
import org.offhook.sdp.OfferAnswer;
import org.offhook.sdp.SessionDescription;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.AssertedIdentity;
import org.offhook.ua.Provenance;

/**
 * A call that a peer makes to this endpoint. Let it ring, answer, reject or redirect it, from any
 * thread; left alone it is refused with 480 after {@link CallPolicy#ringWithin}.
 *
 * <pre>{@code
 * endpoint.onCall(call -> {
 *   call.ring();
 *   call.answer(SessionDescription.audio("192.0.2.1", 40000, RtpMap.PCMU));
 *   System.out.println(call.ended().await());
 * });
 * }</pre>
 */
public final class IncomingCall extends Call implements Answerable {

  private final SipRequest request;
  private final Provenance provenance;
  private final @Nullable TlsPeer tls;
  private volatile @Nullable SessionDescription offer;
  // until the final answer; on the loop
  private @Nullable InviteUas unanswered;
  private @Nullable TimerHandle untaken;
  private volatile boolean taken;
  private volatile boolean decided;
  private @Nullable Call replaces;
  private @Nullable Call joins;

  /** On the loop. */
  IncomingCall(EndpointCore endpoint, InviteUas uas, boolean ownEvents) {
    super(endpoint, ownEvents, null);
    this.unanswered = uas;
    this.request = uas.request().packed();
    this.provenance = uas.inbound().provenance();
    this.tls = uas.inbound().flow().tls();
    this.offer = uas.offer().orElse(null);
    calls().offered(offer);
    var hop = uas.inbound().flow().remote();
    calls().peer().heard(request, request.from(), hop, endpoint.core().settings().trust());
  }

  @Override
  public SipRequest request() {
    return request;
  }

  @Override
  public SipRequest message() {
    return request;
  }

  @Override
  NameAddr first() {
    return request.from();
  }

  /** How far the caller proved who it is; From and its like are otherwise the caller's own text. */
  public Provenance provenance() {
    return provenance;
  }

  /** The peer of the connection that it came by: its certificate, if it showed one; else empty. */
  public Optional<TlsPeer> tls() {
    return Optional.ofNullable(tls);
  }

  /** Who calls, as a trusted server asserts (RFC 3325 §8); empty without one. */
  public Optional<AssertedIdentity> assertedIdentity() {
    return remoteParty().asserted();
  }

  /** What the INVITE tells beside who calls: subject, diversions, privacy and much more. */
  public CallDetails details() {
    return new CallDetails(request);
  }

  /** Extra rows as far as the caller's side may see them; on the loop. */
  private List<HeaderField> visible(List<HeaderField> rows, InviteUas uas) {
    return endpoint.core().settings().trust().toHop(rows, uas.inbound().flow());
  }

  /** On the loop, before anybody has the call. */
  void takesOver(@Nullable Call replaced, @Nullable Call joined) {
    replaces = replaced;
    joins = joined;
  }

  /**
   * The call in whose place the caller wants to be (RFC 3891), as after an attended transfer: do
   * not ring, answer. That call is hung up by itself once this one is answered; where this one is
   * refused, it goes on.
   */
  public Optional<Call> replaces() {
    return Optional.ofNullable(replaces);
  }

  /**
   * The call that the caller wants to be mixed with (RFC 3911): the application mixes, or refuses
   * with 488. Both calls go on. Only where {@link EndpointOptions.Builder#joins} is switched on.
   */
  public Optional<Call> joins() {
    return Optional.ofNullable(joins);
  }

  /** Who waits for the final answer, if it was not given; on the loop. */
  private @Nullable InviteUas waiting() {
    var uas = unanswered;
    return uas == null || uas.isOver() ? null : uas;
  }

  /** The caller's offer; empty if the caller wants this side to offer. */
  public Optional<SessionDescription> offer() {
    return Optional.ofNullable(offer);
  }

  /** Somebody has the call now. Any thread. */
  void taken() {
    taken = true;
  }

  /** On the loop: what refuses the call if nobody takes it. */
  void untaken(TimerHandle timer) {
    untaken = timer;
  }

  @Override
  void over() {
    super.over();
    if (untaken != null) {
      untaken.cancel();
      untaken = null;
    }
  }

  /** Refuses the call if nobody has it by now; on the loop. */
  void refuseIfNotTaken() {
    if (!taken && waiting() != null) {
      reject(Status.TEMPORARILY_UNAVAILABLE, List.of(), CallEnd.Cause.TIMED_OUT);
    }
  }

  /** Tells the caller that the phone rings: 180. */
  public void ring() {
    progress(Status.RINGING);
  }

  /** Sends a provisional answer: 180 to 199. No effect after the final answer. */
  public void progress(Status status) {
    progress(status, null, List.of());
  }

  /**
   * Sends a provisional answer with early media, such as 183. Where the caller supports reliable
   * provisional answers (RFC 3262) this is the answer to its offer, or without one the offer; else
   * the same goes out again in {@link #answer}.
   */
  public void progress(Status status, SessionDescription earlyMedia) {
    progress(status, earlyMedia, List.of());
  }

  /** As {@link #progress(Status, SessionDescription)}, with extra header rows. */
  public void progress(
      Status status, @Nullable SessionDescription earlyMedia, List<HeaderRow> headers) {
    if (!status.isProvisional() || status.code() == 100) {
      throw new IllegalArgumentException(status + " is no progress; use 101 to 199");
    }
    taken = true;
    var rows = EndpointCore.fields(headers);
    var early = earlyMedia == null ? null : endpoint.stamped(earlyMedia);
    endpoint.command(
        () -> {
          var uas = waiting();
          if (uas != null) {
            uas.progress(Reply.of(status, visible(rows, uas)), early);
            endpoint.dialogs().progress(this, status, true);
          }
        });
  }

  /**
   * Answers with 200 and this session description: the answer to {@link #offer}, or an offer if
   * there is none. It is repeated until the caller acknowledges. Where early media said something
   * else, that is the answer, and this description follows in a re-INVITE. No effect on a call that
   * is answered or over.
   *
   * @return the same as {@link #outcome()}
   */
  public Pending<CallOutcome> answer(SessionDescription description) {
    return answer(description, description, List.of());
  }

  /** As {@link #answer(SessionDescription)}, with extra header rows. */
  public Pending<CallOutcome> answer(SessionDescription description, List<HeaderRow> headers) {
    return answer(description, description, headers);
  }

  /**
   * Answers from what this side can do: picks codecs and directions (RFC 3264 §6), or refuses with
   * 488 if nothing of the offer can be used. {@link #answerFor} tells beforehand what it would
   * pick, and why.
   */
  public Pending<CallOutcome> answer(LocalCapabilities capabilities) {
    if (offer == null) {
      return answer(capabilities.template(), capabilities.template(), List.of());
    }
    var answer = answerFor(capabilities);
    if (!answer.isAcceptable()) {
      reject(
          Status.NOT_ACCEPTABLE_HERE,
          List.of(new HeaderRow("Warning", "304 endpoint \"" + quotable(answer) + "\"")));
      return outcome();
    }
    return answer(answer.description(), capabilities.template(), List.of());
  }

  private static String quotable(Answer answer) {
    return answer.explanation().replaceAll("[\"\\\\\\p{Cntrl}]", " ").strip();
  }

  /**
   * What {@link #answer(LocalCapabilities)} would answer, with the reason for each medium.
   *
   * @throws IllegalStateException if the caller made no offer
   */
  public Answer answerFor(LocalCapabilities capabilities) {
    return OfferAnswer.answer(
        offer().orElseThrow(() -> new IllegalStateException("the caller made no offer")),
        capabilities);
  }

  private Pending<CallOutcome> answer(
      SessionDescription description, SessionDescription wanted, List<HeaderRow> headers) {
    taken = true;
    var rows = EndpointCore.fields(headers);
    var stamped = endpoint.stamped(description);
    decided = true;
    endpoint.command(
        () -> {
          var uas = waiting();
          if (uas != null) {
            var reply = Reply.of(Status.OK, visible(rows, uas));
            uas.answer(reply, stamped, wanted, this::answered);
          }
        });
    return outcome();
  }

  /** Keeps of what led here only what the application may ask for. */
  private void answered(InviteSession session) {
    unanswered = null;
    if (offer != null) {
      offer = session.media().remote().orElse(offer);
    }
    calls().begin(session);
    if (replaces != null) {
      replaces.replacedOnLoop();
    }
  }

  /** Refuses with a final status of 400 or above, such as {@link Status#BUSY_HERE}. */
  public void reject(Status status) {
    reject(status, List.of());
  }

  /** As {@link #reject(Status)}, with extra header rows such as Retry-After or Reason. */
  public void reject(Status status, List<HeaderRow> headers) {
    if (status.code() < 300) {
      throw new IllegalArgumentException(status + " is no refusal; use 300 to 699");
    }
    taken = true;
    var rows = EndpointCore.fields(headers);
    decided = true;
    endpoint.command(() -> reject(status, rows, CallEnd.Cause.REFUSED));
  }

  /**
   * As {@link #reject(Status)}, with anything else, a body too: the builder is a refusal with Via,
   * From, To, Call-ID and CSeq, which stay as they are. The edit runs on the caller's thread.
   *
   * <pre>{@code
   * call.reject(Status.of(486, "Gone Fishing"), refusal -> refusal.body(type, bytes));
   * }</pre>
   */
  public void reject(Status status, UnaryOperator<SipResponse.Builder> edit) {
    if (status.code() < 300) {
      throw new IllegalArgumentException(status + " is no refusal; use 300 to 699");
    }
    var builder = SipResponse.to(request, status);
    var product = endpoint.settings().product();
    if (!product.isEmpty()) {
      builder.set(HeaderName.SERVER, product);
    }
    respond(edit.apply(builder).build());
  }

  /**
   * The answer with this status as it would be given now, to be edited and given by {@link
   * #respond}: Via, From, To with this side's tag, Call-ID, CSeq, and where it makes a dialog
   * Record-Route and Contact (RFC 3261 §8.2.6, §12.1.1). Nothing is sent. Empty if the final answer
   * was given, or the caller gave up.
   *
   * <pre>{@code
   * var ok = call.prepare(Status.OK).await().orElseThrow();
   * call.respond(ok.toBuilder().body(MediaType.APPLICATION_SDP, sdp.toBytes()).build());
   * }</pre>
   *
   * @param status 101 to 699; its reason phrase may be one's own: see {@link Status#of(int,
   *     String)}
   */
  @Override
  public Pending<Optional<SipResponse>> prepare(Status status) {
    checkSendable(status);
    Pending<Optional<SipResponse>> result = endpoint.pending();
    endpoint.command(
        () -> result.complete(Optional.ofNullable(waiting()).map(uas -> uas.draft(status))),
        () -> result.complete(Optional.empty()));
    return result;
  }

  /**
   * Gives an answer that the application wrote, best from {@link #prepare}: provisional, final or
   * refusing, by its status. Via, From, To, Call-ID and CSeq are written anew; where it is sent
   * reliably RSeq and Require, and where a session timer is agreed on Session-Expires, are added. A
   * session description in its body counts as in {@link #progress(Status, SessionDescription)} and
   * {@link #answer(SessionDescription)}. No effect after the final answer: see {@link #isAnswered}.
   *
   * @throws IllegalArgumentException for 100, which is sent by itself
   */
  @Override
  public void respond(SipResponse response) {
    var status = response.status();
    checkSendable(status);
    taken = true;
    if (status.isFinal()) {
      decided = true;
    }
    endpoint.command(() -> respondOnLoop(response));
  }

  private void respondOnLoop(SipResponse response) {
    var uas = waiting();
    if (uas == null) {
      return;
    }
    var status = response.status();
    var reply =
        Reply.written(endpoint.core().settings().trust().toHop(response, uas.inbound().flow()));
    if (status.code() >= 300) {
      uas.reject(reply);
      refused(status, CallEnd.Cause.REFUSED);
      return;
    }
    var description = SdpBody.of(response).readable().orElse(null);
    if (status.isSuccess()) {
      uas.answer(reply, description, description, this::answered);
    } else {
      uas.progress(reply, description);
      endpoint.dialogs().progress(this, status, true);
    }
  }

  private static void checkSendable(Status status) {
    if (status.code() <= 100) {
      throw new IllegalArgumentException(status + " is sent by itself; use 101 to 699");
    }
  }

  /**
   * Whether a verb has given the final answer, the time for it is over, or the caller gave up: what
   * comes later has no effect. Any thread.
   */
  @Override
  public boolean isAnswered() {
    return decided || outcome().isDone();
  }

  /** As {@link #reject(Status)}, saying why (RFC 3326 §2, RFC 6432). */
  public void reject(Status status, Reason reason, Reason... more) {
    reject(status, EndpointCore.rows(reason, more));
  }

  /** Sends the caller elsewhere: 302 with these targets, the first one preferred. */
  public void redirect(String... targets) {
    if (targets.length == 0) {
      throw new IllegalArgumentException("a redirection needs a target");
    }
    var contacts = new ArrayList<Contact>();
    for (var target : targets) {
      contacts.add(Contact.of(Uri.parse(target)));
    }
    redirect(Status.MOVED_TEMPORARILY, contacts);
  }

  /** Sends the caller elsewhere with a status of 300 to 399. */
  public void redirect(Status status, List<Contact> contacts) {
    if (!status.isRedirect()) {
      throw new IllegalArgumentException(status + " is no redirection; use 300 to 399");
    }
    taken = true;
    var targets = List.copyOf(contacts);
    decided = true;
    endpoint.command(
        () -> {
          var uas = waiting();
          if (uas != null) {
            uas.redirect(status, targets);
            refused(status, CallEnd.Cause.REFUSED);
          }
        });
  }

  @Override
  void endOnLoop(List<HeaderField> rows) {
    var session = calls().session();
    if (session.isPresent()) {
      session.get().hangUp(rows);
    } else {
      reject(
          endpoint.isClosing() ? Status.TEMPORARILY_UNAVAILABLE : Status.DECLINE,
          rows,
          CallEnd.Cause.REFUSED);
    }
  }

  @Override
  void endOnLoop(Status refusal, List<HeaderField> rows) {
    if (waiting() != null) {
      reject(refusal, rows, CallEnd.Cause.REFUSED);
    } else {
      endOnLoop(rows);
    }
  }

  @Override
  void replacedOnLoop() {
    calls().session().ifPresent(session -> session.replaced(REPLACED));
  }

  private void reject(Status status, List<HeaderField> rows, CallEnd.Cause cause) {
    var uas = waiting();
    if (uas != null) {
      uas.reject(status, visible(rows, uas));
      refused(status, cause);
    }
  }

  private void refused(Status status, CallEnd.Cause cause) {
    var reason = "refused by this side with " + status.code() + " " + status.reason();
    calls()
        .notEstablished(
            cause == CallEnd.Cause.TIMED_OUT
                ? new CallOutcome.TimedOut(reason, List.of())
                : new CallOutcome.Failed(reason),
            cause,
            null);
  }

  /** A handler of the application threw: 500 if the call waits for an answer, else BYE. */
  void handlerFailed() {
    endpoint.command(
        () -> {
          if (waiting() == null) {
            endOnLoop(List.of());
          } else {
            reject(Status.SERVER_INTERNAL_ERROR, List.of(), CallEnd.Cause.FAILED);
          }
        });
  }

  /** The handler of the application returned: a call that still rings is refused with 480. */
  void handlerReturned() {
    endpoint.command(
        () -> {
          if (waiting() != null) {
            reject(Status.TEMPORARILY_UNAVAILABLE, List.of(), CallEnd.Cause.REFUSED);
          }
        });
  }

  /** Turns what the callee's side of the INVITE reports into outcome and end. */
  CalleeListener watching() {
    return new CalleeListener() {
      @Override
      public void cancelled(SipRequest message) {
        calls().notEstablished(new CallOutcome.Cancelled(true), CallEnd.Cause.CANCELLED, message);
      }

      @Override
      public void request(ServerTransaction transaction) {
        calls().request(transaction);
      }

      @Override
      public void early(InviteSession session) {
        session.listener(calls().listeningTo(session));
        calls().early(session);
      }

      @Override
      public void broken(Status status, String reason) {
        calls().notEstablished(new CallOutcome.Failed(reason), CallEnd.Cause.FAILED, null);
      }

      @Override
      public void expired(Status status) {
        refused(status, CallEnd.Cause.TIMED_OUT);
      }

      @Override
      public void lost(String reason, @Nullable SipRequest invite) {}
    };
  }
}
