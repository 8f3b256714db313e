"""A mail server with moods, on the port named on the command line; says what it took, one line of JSON a mail.

refused@…   does not exist: 550, each time
relay@…     "I do not relay for you": 550 5.7.1, each time
grey@…      comes back later: 451, the first time
lost@…      is taken, but the answer gets lost, the first time
"""

import json
import sys
from email import policy
from email.parser import BytesParser

from aiosmtpd.controller import Controller

seen = set()


class Moods:
    async def handle_RCPT(self, server, session, envelope, address, options):
        who = address.split("@")[0]
        if who == "refused":
            return "550 5.1.1 no such person here"
        if who == "relay":
            return "550 5.7.1 relaying denied"
        if who == "grey" and address not in seen:
            seen.add(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        message = BytesParser(policy=policy.default).parsebytes(envelope.content)
        [to] = envelope.rcpt_tos
        print(json.dumps({
            "to": to,
            "from": envelope.mail_from,
            "id": message["Message-ID"],
            "subject": message["Subject"],
            "defects": [repr(defect) for part in message.walk() for defect in part.defects],
        }), flush=True)
        if to.startswith("lost@") and to not in seen:
            seen.add(to)
            server.transport.abort()
        return "250 taken"


controller = Controller(Moods(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
# Whoever started us closes our standard input when we may go.
sys.stdin.read()
controller.stop()
