package org.offhook;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.offhook.message.HeaderName;
import org.offhook.message.ParameterizedToken;
import org.offhook.message.SipMessage;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.sdp.SessionDescription;
import org.offhook.ua.Automatic;

/**
 * Something that happened to a call. The first event of an incoming call is {@link Incoming}, the
 * last one of every call is {@link Ended}, once. See {@link SipEvent} for an example.
 */
public sealed interface CallEvent extends SipEvent {

  /** The call it happened to. */
  Call call();

  @Override
  default Object subject() {
    return call();
  }

  /** A new call is offered; answer it, reject it, or let it ring. */
  final class Incoming extends CallEventBase implements CallEvent {
    Incoming(IncomingCall call) {
      super(call);
    }

    @Override
    public IncomingCall call() {
      return (IncomingCall) super.call();
    }

    @Override
    public String toString() {
      return "incoming call from " + call().request().from().uri();
    }
  }

  /** A provisional response to an outgoing call: trying, ringing, early media. */
  final class Progress extends CallEventBase implements CallEvent {
    private final SipResponse response;
    private final @Nullable SessionDescription earlyMedia;

    Progress(Call call, SipResponse response, @Nullable SessionDescription earlyMedia) {
      super(call);
      this.response = response;
      this.earlyMedia = earlyMedia;
    }

    /** The provisional response. */
    public SipResponse response() {
      return response;
    }

    /** Its status, such as 180. */
    public Status status() {
      return response.status();
    }

    /** The early session description of this fork, if it carries one (RFC 3960). */
    public Optional<SessionDescription> earlyMedia() {
      return Optional.ofNullable(earlyMedia);
    }

    @Override
    public String toString() {
      return "progress " + response.status().code() + " " + response.reason();
    }
  }

  /** The call is up. */
  final class Established extends CallEventBase implements CallEvent {
    private final CallOutcome.Established outcome;

    Established(Call call, CallOutcome.Established outcome) {
      super(call);
      this.outcome = outcome;
    }

    /** The same as {@link Call#outcome()}. */
    public CallOutcome.Established outcome() {
      return outcome;
    }

    @Override
    public String toString() {
      return "established";
    }
  }

  /**
   * A further fork of an outgoing call answered and is kept, by {@link
   * org.offhook.ua.ForkPolicy#KEEP_ALL}: a call of its own.
   */
  final class ForkAnswered extends CallEventBase implements CallEvent {
    private final Call fork;

    ForkAnswered(Call call, Call fork) {
      super(call);
      this.fork = fork;
    }

    /** The further call, established. */
    public Call fork() {
      return fork;
    }

    @Override
    public String toString() {
      return "another fork answered";
    }
  }

  /**
   * The peer asks to change the session (re-INVITE, UPDATE) and the application wants to decide
   * itself ({@link Automatic#ANSWER_OFFER} is not automatic). Answer or refuse it.
   */
  final class OfferReceived extends CallEventBase implements CallEvent {
    private final IncomingOffer offer;

    OfferReceived(Call call, IncomingOffer offer) {
      super(call);
      this.offer = offer;
    }

    /** The offer with its verbs. */
    public IncomingOffer offer() {
      return offer;
    }

    @Override
    public String toString() {
      return "offer received";
    }
  }

  /** The session changed after the call was set up: hold, resume, other media. */
  final class SessionChanged extends CallEventBase implements CallEvent {
    private final boolean byPeer;
    private final @Nullable SessionDescription local;
    private final @Nullable SessionDescription remote;

    SessionChanged(
        Call call,
        boolean byPeer,
        @Nullable SessionDescription local,
        @Nullable SessionDescription remote) {
      super(call);
      this.byPeer = byPeer;
      this.local = local;
      this.remote = remote;
    }

    /** Whether the peer asked for the change. */
    public boolean byPeer() {
      return byPeer;
    }

    /** This side's description now. */
    public Optional<SessionDescription> localDescription() {
      return Optional.ofNullable(local);
    }

    /** The peer's description now. */
    public Optional<SessionDescription> remoteDescription() {
      return Optional.ofNullable(remote);
    }

    @Override
    public String toString() {
      return "session changed by " + (byPeer ? "the peer" : "this side");
    }
  }

  /**
   * A request inside the call that the library does not answer itself; INFO and MESSAGE are among
   * them where {@link Automatic#ANSWER_INFO} is not automatic.
   */
  final class RequestReceived extends CallEventBase implements CallEvent {
    private final IncomingRequest request;

    RequestReceived(Call call, IncomingRequest request) {
      super(call);
      this.request = request;
    }

    /** The request, to be answered. */
    public IncomingRequest request() {
      return request;
    }

    @Override
    public String toString() {
      return "request " + request.request().method();
    }
  }

  /**
   * The peer asks this side to call somebody else (RFC 3515): accept or reject it; left alone it is
   * refused with 603 after 20 seconds. Comes here unless {@link Endpoint#onRefer} has a handler.
   */
  final class TransferRequested extends CallEventBase implements CallEvent {
    private final IncomingRefer refer;

    TransferRequested(Call call, IncomingRefer refer) {
      super(call);
      this.refer = refer;
    }

    /** What is asked for, with its verbs. */
    public IncomingRefer refer() {
      return refer;
    }

    @Override
    public String toString() {
      return "asked to call " + refer.referTo().uri();
    }
  }

  /** The peer that was asked to call somebody else tells how that goes (RFC 3515 §2.4.5). */
  final class TransferProgress extends CallEventBase implements CallEvent {
    private final Transfer transfer;
    private final Status status;
    private final SipRequest notify;

    TransferProgress(Call call, Transfer transfer, Status status, SipRequest notify) {
      super(call);
      this.transfer = transfer;
      this.status = status;
      this.notify = notify;
    }

    /** Which transfer. */
    public Transfer transfer() {
      return transfer;
    }

    /** What the peer's call met: 100, 180, 200, 486 … */
    public Status status() {
      return status;
    }

    /** The NOTIFY; {@link org.offhook.message.SipFrag} reads its body. */
    public SipRequest notification() {
      return notify;
    }

    @Override
    public String toString() {
      return "transfer: " + status.code() + " " + status.reason();
    }
  }

  /** An INFO or MESSAGE inside the call that was answered with 200 already; no key press. */
  final class InfoReceived extends CallEventBase implements CallEvent {
    private final SipRequest request;

    InfoReceived(Call call, SipRequest request) {
      super(call);
      this.request = request;
    }

    /** The request with its body. */
    public SipRequest request() {
      return request;
    }

    /** The package that an INFO belongs to (RFC 6086); empty for its legacy use. */
    public Optional<String> infoPackage() {
      return request.headers().get(HeaderName.INFO_PACKAGE).map(ParameterizedToken::value);
    }

    @Override
    public String toString() {
      return "received " + request.method();
    }
  }

  /** A key press that came by INFO and was answered with 200 already. */
  final class DtmfReceived extends CallEventBase implements Unlisted {
    private final Dtmf key;
    private final SipRequest request;

    DtmfReceived(Call call, Dtmf key, SipRequest request) {
      super(call);
      this.key = key;
      this.request = request;
    }

    /** The key and how long it was pressed. */
    public Dtmf key() {
      return key;
    }

    /** The key: 0 to 9, *, #, A to D, or ! for the hook flash. */
    public char digit() {
      return key.digit();
    }

    /** The INFO. */
    public SipRequest request() {
      return request;
    }

    @Override
    public String toString() {
      return "key " + key.digit();
    }
  }

  /** The peer is somebody else now, or a trusted server says who it is (RFC 4916, RFC 3325). */
  final class RemotePartyChanged extends CallEventBase implements Unlisted {
    private final RemoteParty party;
    private final SipMessage message;

    RemotePartyChanged(Call call, RemoteParty party, SipMessage message) {
      super(call);
      this.party = party;
      this.message = message;
    }

    /** Who it is now; the same as {@link Call#remoteParty()} then. */
    public RemoteParty party() {
      return party;
    }

    /** The message that says so. */
    public SipMessage message() {
      return message;
    }

    @Override
    public String toString() {
      return "the peer is " + party;
    }
  }

  /**
   * A step that is set to MANUAL waits for {@link AskedStep#proceed} or {@link AskedStep#decline}.
   */
  final class Asked extends CallEventBase implements CallEvent {
    private final AskedStep step;

    Asked(Call call, AskedStep step) {
      super(call);
      this.step = step;
    }

    /** The step with its verbs. */
    public AskedStep step() {
      return step;
    }

    @Override
    public Optional<AskedStep> asked() {
      return Optional.of(step);
    }

    @Override
    public String toString() {
      return "asks: " + step;
    }
  }

  /** The call is over; the last event of every call. */
  final class Ended extends CallEventBase implements CallEvent {
    private final CallEnd end;

    Ended(Call call, CallEnd end) {
      super(call);
      this.end = end;
    }

    /** How it ended; the same as {@link Call#ended()}. */
    public CallEnd end() {
      return end;
    }

    /** The message that ended it, where there is one. */
    public Optional<SipMessage> message() {
      return end.message();
    }

    @Override
    public String toString() {
      return "ended: " + end;
    }
  }

  /** Events of this call were lost here, since nobody took them in time. */
  final class Overflowed extends CallEventBase implements CallEvent {
    private final long lost;

    Overflowed(Call call, long lost) {
      super(call);
      this.lost = lost;
    }

    /** How many. */
    public long lost() {
      return lost;
    }

    @Override
    public String toString() {
      return lost + " events lost";
    }
  }

  /** The branch for events that later versions add. */
  non-sealed interface Unlisted extends CallEvent {}
}
