export { lookUp, oneHot } from './one-hot.js';
export { elementsOf, foldOfThree, foldSeq, type Seq, seqOf } from './seq.js';
export { smoothTfIdfWeight, type TfIdf, type TfIdfOptions, tfIdf, tfIdfWeight } from './tf-idf.js';
export {
  cbowLoss,
  embeddings,
  negativeSamplingLoss,
  skipGramLoss,
  type Word2VecParams,
} from './word2vec/loss.js';
export { countWords, type Words, wordsOf } from './words.js';
