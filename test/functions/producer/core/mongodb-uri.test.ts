import { expect } from 'chai';
import { mongodbUriIn } from '../../../../functions/producer/core/mongodb-uri.ts';

describe('the MongoDB URI in a secret', () => {
  it('is the text itself, or the first among the values of a JSON object', () => {
    for (const secret of [
      'mongodb://host/db',
      '{"uri": "mongodb://host/db"}',
      '{"port": 27017, "user": "u", "MONGODB_URI": "mongodb://host/db", "other": "mongodb://other/db"}',
    ]) {
      expect(mongodbUriIn(secret), secret).to.equal('mongodb://host/db');
    }
    expect(mongodbUriIn('mongodb+srv://u:p@cluster.example/?w=1')).to.equal(
      'mongodb+srv://u:p@cluster.example/?w=1',
    );
  });

  it('has no white space around it, as files and people leave it', () => {
    for (const secret of [
      ' mongodb://host/db',
      'mongodb://host/db\r\n',
      '\n{"uri": " mongodb://host/db\\n"}\n',
    ]) {
      expect(mongodbUriIn(secret), secret).to.equal('mongodb://host/db');
    }
  });

  it('is told to be none where there is none', () => {
    for (const secret of [
      '',
      'hunter2',
      '"hunter2"',
      'null',
      '{"password": "hunter2"}',
      '{"uri": {"of": "mongodb://host/db"}}',
      'https://mongodb://host/db',
    ]) {
      expect(mongodbUriIn(secret), secret).to.equal(null);
    }
  });
});
