/** Only a browser can load this module, and only a cell that plots needs it. */
import Plotly from 'plotly.js-cartesian-dist-min';

export default Plotly;
