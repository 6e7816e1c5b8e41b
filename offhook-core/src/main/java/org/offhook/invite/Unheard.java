package org.offhook.invite;

import java.util.List;
import org.offhook.message.SipMessage;
import org.offhook.message.Status;
import org.offhook.transaction.ServerTransaction;
import org.offhook.ua.Automatic;

/**
 * Stands in for the listener of a session that nobody wants: a fork that lost (RFC 3261 §13.2.2.4).
 */
enum Unheard implements SessionListener {
  INSTANCE;

  @Override
  public void established(SipMessage message) {}

  @Override
  public void changed(boolean byPeer) {}

  @Override
  public void offered(OpenOffer offer) {
    offer.refuse(Status.NOT_ACCEPTABLE_HERE, List.of());
  }

  @Override
  public void request(ServerTransaction transaction) {}

  @Override
  public void asks(Automatic action, SipMessage cause, Runnable proceed, Runnable decline) {
    proceed.run();
  }

  @Override
  public void ended(SessionEnd end) {}
}
