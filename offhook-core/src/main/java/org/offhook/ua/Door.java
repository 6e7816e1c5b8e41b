package org.offhook.ua;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.offhook.auth.Verification;
import org.offhook.loop.Nanos;
import org.offhook.message.HeaderField;
import org.offhook.message.HeaderName;
import org.offhook.message.Method;
import org.offhook.message.SipRequest;
import org.offhook.message.SipResponse;
import org.offhook.message.Status;
import org.offhook.net.IpLiteral;
import org.offhook.net.SourceTable;
import org.offhook.transaction.Doorkeeper;
import org.offhook.transaction.Ruling;
import org.offhook.transport.Flow;

/**
 * What strangers pass before their requests cost anything: rules, limits of their source,
 * authentication (RFC 3261 §8.2.7, §22.2, §26.3.2.4). Requests of dialogs that exist pass; those of
 * dialogs that do not exist end here.
 */
final class Door implements Doorkeeper {

  /** What is noted of a source. */
  private static final class Noted {
    long since;
    int requests;
    int failures;
    long silentUntil;
    boolean silent;
  }

  /** Seconds after which who was refused for want of room may ask again. */
  private static final int RETRY_AFTER = 10;

  private final UserAgentCore core;
  private final RefusalCounters counters = new RefusalCounters();
  private boolean alone = true;
  private final SourceTable<Noted> sources =
      new SourceTable<>(SourceLimits.NONE.sources(), Noted::new);

  Door(UserAgentCore core) {
    this.core = core;
  }

  /** Dialogs that this agent does not know may be those of another one. */
  void besideOthers() {
    alone = false;
  }

  RefusalCounters counters() {
    return counters;
  }

  void settings(UaSettings changed) {
    sources.resize(changed.access().limits().sources());
  }

  @Override
  public boolean pinsCancels() {
    return core.settings().pinsDialogs();
  }

  @Override
  public boolean ignores(InetAddress source) {
    var noted = sources.find(source);
    return noted != null && isSilent(noted);
  }

  private boolean isSilent(Noted noted) {
    if (noted.silent && now() - noted.silentUntil >= 0) {
      noted.silent = false;
      noted.failures = 0;
    }
    return noted.silent;
  }

  private long now() {
    return core.loop().time().nanos();
  }

  @Override
  public Ruling judge(SipRequest request, Flow flow) {
    var settings = core.settings();
    boolean tagged = request.to().tag().isPresent();
    if (tagged && (core.dialogs().find(request) != null || core.isFirstNotify(request))) {
      return Ruling.Plain.ADMIT;
    }
    if (settings.incomingAuthentication() == null && settings.access().equals(AccessPolicy.OPEN)) {
      var refusal = tagged ? stray(request) : noRoom(request.method());
      return refusal == null ? Ruling.Plain.ADMIT : refusal;
    }
    return judgeStranger(request, flow, tagged);
  }

  /** The answer to a request that names a dialog, and there is none (RFC 3261 §12.2.2). */
  private @Nullable Ruling stray(SipRequest request) {
    return alone && !isCancel(request)
        ? new Ruling.Refuse(response(request, Status.CALL_TRANSACTION_DOES_NOT_EXIST))
        : null;
  }

  /** Why a request outside dialogs cannot be served now, or null. */
  private @Nullable Ruling noRoom(Method method) {
    if (isOneDialogTooMany(method)) {
      counters.dialogs++;
      return overloaded(RETRY_AFTER);
    }
    return null;
  }

  private boolean isOneDialogTooMany(Method method) {
    return isFull() && UserAgentCore.makesDialog(method);
  }

  @Override
  public boolean isFull() {
    return core.dialogs().size() >= core.settings().limits().dialogs();
  }

  @Override
  public long patience() {
    return Nanos.of(core.settings().limits().behind());
  }

  @Override
  public Ruling glance(Method method, Flow flow, boolean behind) {
    boolean dialogs = isOneDialogTooMany(method);
    if (!dialogs && !behind) {
      return Ruling.Plain.ADMIT;
    }
    var access = core.settings().access().of(method, flow.remote().getAddress());
    if (access == Access.DROP) {
      counters.rules++;
      return Ruling.Plain.DROP;
    }
    if (access == Access.REFUSE) {
      return Ruling.Plain.ADMIT;
    }
    var excess = access == Access.TRUST ? null : excess(method, flow);
    if (excess != null) {
      return excess;
    }
    if (dialogs) {
      counters.dialogs++;
    } else {
      counters.behind++;
    }
    return overloaded(RETRY_AFTER);
  }

  private Ruling judgeStranger(SipRequest request, Flow flow, boolean tagged) {
    var source = flow.remote().getAddress();
    var access = core.settings().access().of(request.method(), source);
    if (access == Access.DROP) {
      counters.rules++;
      return Ruling.Plain.DROP;
    }
    if (access == Access.TRUST) {
      var refusal = tagged ? stray(request) : noRoom(request.method());
      return refusal == null ? new Ruling.AdmitAs(provenance(flow, true)) : refusal;
    }
    var excess = excess(request.method(), flow);
    if (excess != null) {
      return excess;
    }
    if (access == Access.REFUSE) {
      counters.rules++;
      failed(flow);
      return isCancel(request)
          ? Ruling.Plain.DROP
          : new Ruling.Refuse(response(request, Status.FORBIDDEN));
    }
    var refusal = tagged ? stray(request) : noRoom(request.method());
    if (refusal != null) {
      if (tagged) {
        failed(flow);
      }
      return refusal;
    }
    return isCancel(request)
        ? Ruling.Plain.ADMIT
        : authenticate(request, flow, access == Access.AUTHENTICATE);
  }

  /** What the connection proves, else that it comes from a hop that is trusted. */
  Provenance provenance(Flow flow) {
    return provenance(flow, false);
  }

  private Provenance provenance(Flow flow, boolean trusted) {
    var proven = Provenance.of(flow);
    return proven.kind() == Provenance.Kind.NONE
            && (trusted || core.settings().trust().trusts(flow.remote()))
        ? new Provenance(Provenance.Kind.TRUSTED_HOP, IpLiteral.format(flow.remote().getAddress()))
        : proven;
  }

  private static boolean isCancel(SipRequest request) {
    return Method.CANCEL.equals(request.method());
  }

  /** Counts a request of a source; why it is one too many, or null. */
  private @Nullable Ruling excess(Method method, Flow flow) {
    var noted = counted(flow);
    if (noted == null) {
      return null;
    }
    if (isSilent(noted)) {
      counters.silenced++;
      return Ruling.Plain.DROP;
    }
    var limits = core.settings().access().limits();
    if (limits.requests() > 0 && ++noted.requests > limits.requests()) {
      counters.rates++;
      long rest = noted.since + Nanos.of(limits.window()) - now();
      return method.equals(Method.CANCEL)
          ? Ruling.Plain.DROP
          : overloaded(1 + Math.max(0, rest) / 1_000_000_000L);
    }
    return null;
  }

  /** What is noted of this source in the present window; null if it is not counted. */
  private @Nullable Noted counted(Flow flow) {
    var limits = core.settings().access().limits();
    if (limits.isNone() || core.settings().trust().trusts(flow.remote())) {
      return null;
    }
    var noted = sources.of(flow.remote().getAddress());
    long now = now();
    if ((noted.requests == 0 && noted.failures == 0)
        || now - noted.since >= Nanos.of(limits.window())) {
      noted.since = now;
      noted.requests = 0;
      noted.failures = 0;
    }
    return noted;
  }

  /** A request of this source was challenged or refused. */
  void failed(Flow flow) {
    var noted = counted(flow);
    var limits = core.settings().access().limits();
    if (noted != null && limits.failures() > 0 && ++noted.failures > limits.failures()) {
      noted.silent = true;
      noted.silentUntil = now() + Nanos.of(limits.silence());
    }
  }

  private Ruling authenticate(SipRequest request, Flow flow, boolean demanded) {
    var authentication = core.settings().incomingAuthentication();
    if (authentication == null) {
      return demanded ? new Ruling.Refuse(response(request, Status.FORBIDDEN)) : Ruling.Plain.ADMIT;
    }
    if (!demanded && !authentication.needed().test(request)) {
      return Ruling.Plain.ADMIT;
    }
    var source = SourceTable.key(flow.remote().getAddress());
    var verdict = authentication.verifier().verify(request, source);
    return switch (verdict) {
      case Verification.Challenge challenge -> {
        failed(flow);
        yield new Ruling.Refuse(challenge.applyTo(response(request, challenge.status())));
      }
      case Verification.Refused refused -> {
        failed(flow);
        yield new Ruling.Refuse(refused(refused, response(request, refused.status())));
      }
      case Verification.Verified verified -> {
        var noted = counted(flow);
        if (noted != null) {
          noted.failures = 0;
        }
        yield new Ruling.AdmitAs(new Provenance(Provenance.Kind.DIGEST, verified.username()));
      }
      case Verification.Exempt exempt -> Ruling.Plain.ADMIT;
    };
  }

  /** Counts a refusal of credentials, and completes its answer. */
  SipResponse.Builder refused(Verification.Refused refused, SipResponse.Builder response) {
    counters.guesses += refused.waitSeconds() > 0 ? 1 : 0;
    return refused.applyTo(response);
  }

  private SipResponse.Builder response(SipRequest request, Status status) {
    var builder = SipResponse.to(request, status);
    var product = core.settings().product();
    return product.isEmpty() ? builder : builder.set(HeaderName.SERVER, product);
  }

  private Ruling overloaded(long seconds) {
    var wait = new HeaderField(HeaderName.RETRY_AFTER.name(), Long.toString(seconds));
    var product = core.settings().product();
    return new Ruling.Overloaded(
        product.isEmpty()
            ? List.of(wait)
            : List.of(new HeaderField(HeaderName.SERVER.name(), product), wait));
  }
}
