"""The pika half of a conversation with a JMS program: checks what that sends, and sends what that checks."""
import json
import os
import struct

import pika

SIZES = {b't': '>?', b'b': '>b', b's': '>h', b'I': '>i', b'l': '>q', b'f': '>f', b'd': '>d', b'c': '>H'}


def block(body, at):
    length, = struct.unpack_from('>I', body, at)
    return body[at + 4:at + 4 + length], at + 4 + length


def value(body, at):
    letter, at = body[at:at + 1], at + 1
    if letter == b'V':
        return None, at
    if letter in (b'S', b'x'):
        raw, at = block(body, at)
        return (raw.decode() if letter == b'S' else raw), at
    found, = struct.unpack_from(SIZES[letter], body, at)
    return (chr(found) if letter == b'c' else found), at + struct.calcsize(SIZES[letter])


def read_map(body):
    entries, at = {}, 0
    while at < len(body):
        name, at = block(body, at)
        entries[name.decode()], at = value(body, at)
    return entries


def check(seen, expected):
    assert seen == expected, '%r, expected %r' % (seen, expected)


parameters = pika.ConnectionParameters(os.environ['AMQP_HOST'], int(os.environ['AMQP_PORT']))
channel = pika.BlockingConnection(parameters).channel()
channel.queue_declare('interop.requests', durable=True)
print('ready', flush=True)
requests = channel.consume('interop.requests', auto_ack=True, inactivity_timeout=30)

_, properties, body = next(requests)
check(body.decode(), 'n\u00e9')
check(properties.content_type, 'text/plain; charset=utf-8')
check(properties.delivery_mode, 2)
check(properties.type, 't')
check(properties.headers['flag'], True)
check(properties.headers['count'], 3)
check(properties.headers['text'], '\u00e9')
check(properties.message_id[:3], 'ID:')
channel.basic_publish('', properties.reply_to, (body.decode() + ' back').encode(), pika.BasicProperties(
    content_type='text/plain', correlation_id=properties.correlation_id, message_id='m-1', delivery_mode=2, priority=6,
    timestamp=1700000000, headers={'x-greeting': '\u00e9', 'count': 5, 'flag': True}))

_, properties, body = next(requests)
check(body, b'\x00\xff')
check(properties.content_type, 'application/octet-stream')
channel.basic_publish('', properties.reply_to, body)

_, properties, body = next(requests)
check(properties.content_type, 'application/x-jms-map')
check(read_map(body), {
    'name': '\u00e9', 'count': 3, 'far': -4, 'double': 2.5, 'flag': True, 'char': 'c', 'bytes': b'\x01\x02', 'null': None})
channel.basic_publish('', properties.reply_to, json.dumps({'checked': True}), pika.BasicProperties(
    content_type='application/json'))
channel.connection.close()
