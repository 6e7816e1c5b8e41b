package org.offhook.ua;

import org.offhook.dialog.RouteSet;
import org.offhook.dns.NextHopLocator;
import org.offhook.message.SipRequest;
import org.offhook.message.Uri;

/**
 * Brings requests to their answers: RFC 3261 §8.1.2 and §8.1.3. It finds the next hop, tries
 * further addresses, answers challenges, follows redirections and repairs what was refused.
 */
public final class RequestSender {

  private final UserAgentCore core;
  private final NextHopLocator locator;
  private final ServerPenalties penalties;

  RequestSender(UserAgentCore core, NextHopLocator locator) {
    this.core = core;
    this.locator = locator;
    this.penalties = new ServerPenalties(core.loop().time(), core.transactions().timers().giveUp());
  }

  /**
   * Sends a request of any method but ACK and CANCEL. {@link SendHandler#sent} may be called before
   * this method returns; everything else is told later.
   */
  public Sending send(Outgoing out, SendHandler handler) {
    core.loop().assertOnLoop();
    var routed = core.accounts().routed(out.request(), core.settings().outboundProxy());
    boolean asIs = out.dialog() != null || out.nextHop() != null || routed == out.request();
    var sending = new Sending(this, asIs ? out : out.with(routed), handler);
    sending.start();
    return sending;
  }

  /** Every server counts as good again: after a change of networks. */
  public void forgetPenalties() {
    core.loop().assertOnLoop();
    penalties.clear();
  }

  UserAgentCore core() {
    return core;
  }

  NextHopLocator locator() {
    return locator;
  }

  ServerPenalties penalties() {
    return penalties;
  }

  /** Where the request goes: what the user said, else what its routing headers say. */
  Uri nextHop(Outgoing out, SipRequest request) {
    var said = out.nextHop();
    return said != null ? said : RouteSet.nextHop(request);
  }
}
